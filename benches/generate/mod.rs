//! A project of any size: tables that refer to each other, with what tables have.

/// A table's name.
pub fn name(number: usize) -> String {
    format!("thing_{number:05}")
}

/// A table's file. It refers to one of the tables before it, the first to itself.
pub fn table(number: usize) -> String {
    let (name, parent) = (name(number), name(number / 2));
    format!(
        "\
table: {name}
comment: Generated, number {number}.
columns:
  id:         {{ type: uuid, primary_key: true, default_sql: gen_random_uuid() }}
  tenant_id:  {{ type: uuid, not_null: true }}
  parent_id:  {{ type: uuid, references: {{ table: {parent}, column: id, on_delete: cascade }} }}
  name:       {{ type: text, not_null: true }}
  status:     {{ type: text, not_null: true, default: active, one_of: [active, paused, closed] }}
  amount:     {{ type: 'numeric(12,2)', default: 0, range: {{ min: 0, max: 1000000 }} }}
  quantity:   {{ type: integer, default: 1 }}
  note:       {{ type: text }}
  visible:    {{ type: boolean, default: true }}
  payload:    {{ type: jsonb, not_null: true, default: {{}} }}
  created_at: {{ type: timestamptz, not_null: true, default_sql: now() }}
  updated_at: {{ type: timestamptz, default_sql: now() }}
indexes:
  idx_{name}_tenant:  [tenant_id, created_at desc]
  idx_{name}_parent:  [parent_id]
  idx_{name}_name:    [lower(name)]
  idx_{name}_payload: {{ using: gin, on: [payload], where: visible }}
row_security: enabled
policies:
  {name}_tenant: {{ for: all, using: \"tenant_id = current_setting('app.tenant')::uuid\" }}
"
    )
}
