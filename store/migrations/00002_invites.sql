-- One-time links that tie an account to a person. The code itself is nowhere; its hash says nothing about it.
CREATE TABLE invites (
    hash       TEXT   PRIMARY KEY,
    person     TEXT   NOT NULL,
    invited_by TEXT   NOT NULL,
    created    BIGINT NOT NULL,
    expires    BIGINT NOT NULL,
    used       BIGINT,
    account    BIGINT NOT NULL DEFAULT 0,
    CHECK (used IS NULL OR account <> 0)
);
CREATE INDEX invites_of_person ON invites (person);

-- Wrong codes by account, with the office time of the last one.
CREATE TABLE guesses (
    account BIGINT PRIMARY KEY,
    wrong   BIGINT NOT NULL,
    at      BIGINT NOT NULL
);
