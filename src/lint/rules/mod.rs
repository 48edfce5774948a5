//! The rules, one file each, in the order in which they are listed.

use super::rule::Rule;

mod rls_disabled_in_public;
mod policy_exists_rls_disabled;
mod rls_enabled_no_policy;
mod rls_policy_always_true;
mod anon_write;
mod role_gap;
mod auth_rls_initplan;
mod multiple_permissive_policies;
mod nullable_discriminator;
mod unscoped_unique;
mod rls_nonleakproof_index;
mod security_definer_view;
mod materialized_view_in_api;
mod user_metadata_in_policy;
mod log_writable;
mod internal_column_readable;
mod function_search_path_mutable;
mod security_definer_function;
mod unindexed_foreign_keys;
mod fk_type_mismatch;
mod relation_contradicts_key;
mod duplicate_index;
mod redundant_prefix_index;
mod low_cardinality_leader;
mod no_primary_key;
mod int_primary_key;
mod serial;
mod default_but_nullable;
mod default_collides;
mod enum_check_accepts_null;
mod updated_at_without_trigger;
mod timestamp_without_time_zone;
mod json;
mod char_n;
mod money;
mod reserved_word;
mod name_too_long;
mod purge_column_unindexed;
mod retention_nullable_timestamp;
mod cascade_into_ledger;
mod archive_outlives_retention;
mod archive_without_rls;
mod archive_cuts_links;
mod anonymize_leaves_free_text;
mod mask_under_check;
mod purge_role_subject_to_rls;
mod job_overlap;
mod squawk;
mod invalid_index;
mod sequence_exhaustion;
mod rls_bypassing_grant;
mod extension_outdated;
mod unused_index;
mod bloat;
mod unneeded_allowance;
mod allowance_without_reason;

/// All of them. The help, the documentation and the tests read this list.
pub static RULES: &[&Rule] = &[
    &rls_disabled_in_public::RULE,
    &policy_exists_rls_disabled::RULE,
    &rls_enabled_no_policy::RULE,
    &rls_policy_always_true::RULE,
    &anon_write::RULE,
    &role_gap::RULE,
    &auth_rls_initplan::RULE,
    &multiple_permissive_policies::RULE,
    &nullable_discriminator::RULE,
    &unscoped_unique::RULE,
    &rls_nonleakproof_index::RULE,
    &security_definer_view::RULE,
    &materialized_view_in_api::RULE,
    &user_metadata_in_policy::RULE,
    &log_writable::RULE,
    &internal_column_readable::RULE,
    &function_search_path_mutable::RULE,
    &security_definer_function::RULE,
    &unindexed_foreign_keys::RULE,
    &fk_type_mismatch::RULE,
    &relation_contradicts_key::RULE,
    &duplicate_index::RULE,
    &redundant_prefix_index::RULE,
    &low_cardinality_leader::RULE,
    &no_primary_key::RULE,
    &int_primary_key::RULE,
    &serial::RULE,
    &default_but_nullable::RULE,
    &default_collides::RULE,
    &enum_check_accepts_null::RULE,
    &updated_at_without_trigger::RULE,
    &timestamp_without_time_zone::RULE,
    &json::RULE,
    &char_n::RULE,
    &money::RULE,
    &reserved_word::RULE,
    &name_too_long::RULE,
    &purge_column_unindexed::RULE,
    &retention_nullable_timestamp::RULE,
    &cascade_into_ledger::RULE,
    &archive_outlives_retention::RULE,
    &archive_without_rls::RULE,
    &archive_cuts_links::RULE,
    &anonymize_leaves_free_text::RULE,
    &mask_under_check::RULE,
    &purge_role_subject_to_rls::RULE,
    &job_overlap::RULE,
    &squawk::RULE,
    &invalid_index::RULE,
    &sequence_exhaustion::RULE,
    &rls_bypassing_grant::RULE,
    &extension_outdated::RULE,
    &unused_index::RULE,
    &bloat::RULE,
    &unneeded_allowance::RULE,
    &allowance_without_reason::RULE,
];
