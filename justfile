# The habits. `just` lists them.

_list:
    @just --list --unsorted

# Bring up the local database, migrate it, show the result
up:
    cargo run -q -- dev up
    cargo run -q -- migrate
    cargo run -q -- status

# Run the tests, or those whose name holds a word
test *words:
    cargo test {{ words }}

# What has to be right before a commit
check:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    cargo test

# Write the expected files of the tests anew; look at git diff afterwards
update:
    UPDATE_EXPECT=1 cargo test

# Write the JSON Schema of the YAML files
json-schema:
    cargo run -q -- json-schema > schema/schema.json
    cargo run -q -- json-schema seeds > seeds/schema.json
    cargo run -q -- json-schema generate > seeds/generate.schema.json
    cargo run -q -- json-schema targets > targets/schema.json

# Measure: compile of a large project, migrate beside sqlx, seed beside psql
bench:
    cargo bench

# Everything CI does, on a Debian
ci:
    .ci/run
