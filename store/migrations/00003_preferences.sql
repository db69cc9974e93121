-- In which language an account is written to, where its owner chose.
CREATE TABLE preferences (
    account  BIGINT PRIMARY KEY,
    language TEXT   NOT NULL CHECK (language IN ('vi', 'en')),
    changed  BIGINT NOT NULL
);

-- The levels that wait for approval, as ",3,4,", so that lists can ask for them; what was held before is looked at once more.
ALTER TABLE assignments ADD COLUMN holds TEXT NOT NULL DEFAULT '';
DROP INDEX assignments_awaiting;
CREATE INDEX assignments_awaiting ON assignments (reviewer, in_force_at)
    WHERE open = 1 AND (state = 'submitted' OR extension IS NOT NULL OR holds <> '');
UPDATE assignments SET look_at = 0 WHERE open = 1 AND held IS NOT NULL;

-- What a message carried, and which messages carried an assignment.
CREATE INDEX notices_of_message ON notices (message_id) WHERE message_id <> 0;
