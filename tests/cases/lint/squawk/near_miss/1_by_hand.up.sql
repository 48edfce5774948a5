-- squawk-ignore ban-drop-column
alter table logs drop column note;
create table by_hand (id bigint primary key);
create index by_hand_id on by_hand (id);
