
begin
    -- For whoever removes old entries and may: the owner, who says so.
    if tg_op <> 'UPDATE' and current_setting('canai_db.audit_retention', true) = 'on' then
        return old;
    end if;
    raise exception 'the audit log is append-only: % is refused', tg_op using
        errcode = 'insufficient_privilege',
        hint = 'Drop a partition, or set canai_db.audit_retention = on to delete old entries.';
end
