-- When the system was last at work, in office time, and the outage that is being caught up with, as JSON; NULL: none, or never.
CREATE TABLE pulse (
    id     BIGINT PRIMARY KEY CHECK (id = 1),
    tick   BIGINT,
    heard  BIGINT,
    outage TEXT
);
INSERT INTO pulse (id, tick, heard, outage) VALUES (1, NULL, NULL, NULL);
