-- By hand.
create index logs_note on logs (note);
alter table logs drop column note;
