-- One text for SQLite and Postgres, where every TEXT is compared by bytes as SQLite does (migrate.go). Instants are Unix milliseconds in
-- UTC, dates YYYY-MM-DD, NULL means none; JSON is plain text.

-- What is known once: the office time of the first start.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Who leads. Each take-over has a new epoch; until counts by the database's clock (Postgres).
CREATE TABLE leader (
    id     BIGINT PRIMARY KEY CHECK (id = 1),
    epoch  BIGINT NOT NULL,
    holder TEXT   NOT NULL,
    until  BIGINT NOT NULL
);
INSERT INTO leader (id, epoch, holder, until) VALUES (1, 0, '', 0);

-- The ledger's last event. Each writing transaction updates it first, so writers follow each other and the chain cannot fork.
CREATE TABLE ledger_head (
    id   BIGINT PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL,
    hash TEXT   NOT NULL
);
INSERT INTO ledger_head (id, seq, hash) VALUES (1, 0, '');

CREATE TABLE events (
    seq        BIGINT PRIMARY KEY,
    version    BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    kind       TEXT   NOT NULL,
    assignment TEXT   NOT NULL,
    actor      TEXT   NOT NULL,
    data       TEXT   NOT NULL,
    hash       TEXT   NOT NULL
);
CREATE INDEX events_of_assignment ON events (assignment, seq);

CREATE TABLE assignments (
    key             TEXT   PRIMARY KEY,
    number          BIGINT NOT NULL UNIQUE,
    kind            TEXT   NOT NULL CHECK (kind IN ('task', 'report')),
    source          TEXT   NOT NULL,
    period          TEXT   NOT NULL,
    unit            TEXT   NOT NULL,
    title           TEXT   NOT NULL,
    confidential    BIGINT NOT NULL CHECK (confidential IN (0, 1)),
    state           TEXT   NOT NULL CHECK (state IN
        ('assigned', 'accepted', 'submitted', 'returned', 'completed', 'suspended', 'withdrawn')),
    before_state    TEXT   NOT NULL,
    open            BIGINT NOT NULL CHECK (open = CASE WHEN state IN ('completed', 'withdrawn') THEN 0 ELSE 1 END),
    due_at          BIGINT,
    due_date        TEXT,
    original_at     BIGINT,
    original_date   TEXT,
    extended_at     BIGINT,
    extended_date   TEXT,
    supplement_at   BIGINT,
    supplement_date TEXT,
    in_force_at     BIGINT,
    written         TEXT   NOT NULL,
    assigned_at     BIGINT,
    born_at         BIGINT,
    through_at      BIGINT,
    next_at         BIGINT,
    look_at         BIGINT, -- when to decide again: next_at, or 0 for at once
    config_hash     TEXT   NOT NULL,
    asks            TEXT,
    held            TEXT,
    reminded        BIGINT NOT NULL,
    handed_in       BIGINT,
    submission      TEXT,
    extension       TEXT,
    granted         BIGINT NOT NULL,
    reviewer        TEXT   NOT NULL,
    rev             BIGINT NOT NULL CHECK (rev > 0)
);
CREATE INDEX assignments_look ON assignments (look_at, number) WHERE open = 1;
CREATE INDEX assignments_config ON assignments (config_hash) WHERE open = 1;
CREATE INDEX assignments_awaiting ON assignments (reviewer, in_force_at)
    WHERE open = 1 AND (state = 'submitted' OR extension IS NOT NULL OR held IS NOT NULL);
CREATE INDEX assignments_of_unit ON assignments (unit, in_force_at);

-- The outbox: pending -> sending (by the leader of that epoch, while its call runs) -> sent, dead or pending again; pending -> moot.
CREATE TABLE notices (
    id             BIGINT PRIMARY KEY,
    assignment     TEXT   NOT NULL,
    deadline       BIGINT NOT NULL,
    kind           TEXT   NOT NULL,
    level          BIGINT NOT NULL,
    occurrence     TEXT   NOT NULL,
    recipient_kind TEXT   NOT NULL,
    recipient      TEXT   NOT NULL,
    lane           BIGINT NOT NULL,
    ask            TEXT   NOT NULL,
    due            BIGINT NOT NULL,
    late           BIGINT NOT NULL CHECK (late IN (0, 1)),
    reason         TEXT,
    detail         TEXT,
    chat           BIGINT NOT NULL,
    topic          BIGINT NOT NULL,
    state          TEXT   NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'moot', 'missed', 'dead')),
    attempts       BIGINT NOT NULL DEFAULT 0,
    retry_at       BIGINT NOT NULL DEFAULT 0,
    resent         BIGINT NOT NULL DEFAULT 0 CHECK (resent IN (0, 1)),
    overtaken_at   BIGINT,
    epoch          BIGINT NOT NULL DEFAULT 0,
    message_id     BIGINT NOT NULL DEFAULT 0,
    error          TEXT   NOT NULL DEFAULT '',
    rerouted       BIGINT NOT NULL DEFAULT 0 CHECK (rerouted IN (0, 1)),
    UNIQUE (assignment, deadline, kind, level, occurrence, recipient_kind, recipient),
    CHECK (recipient_kind IN ('person', 'group') OR chat <> 0),
    CHECK (overtaken_at IS NULL OR state <> 'pending')
);
CREATE INDEX notices_pending ON notices (lane, due) WHERE state = 'pending';
CREATE INDEX notices_pending_of ON notices (recipient_kind, recipient, chat) WHERE state = 'pending';
CREATE INDEX notices_pending_in ON notices (chat, topic) WHERE state = 'pending' AND chat <> 0;
CREATE INDEX notices_sending ON notices (epoch) WHERE state = 'sending';
CREATE INDEX notices_dead ON notices (rerouted, id) WHERE state = 'dead';

-- Who is tied to which chat. The configured columns hold what the configuration said, so that a later tie or a migrated group stays.
CREATE TABLE links (
    kind             TEXT   NOT NULL CHECK (kind IN ('person', 'group')),
    id               TEXT   NOT NULL,
    chat             BIGINT NOT NULL,
    topic            BIGINT NOT NULL,
    reachable        BIGINT NOT NULL CHECK (reachable IN (0, 1)),
    source           TEXT   NOT NULL CHECK (source IN ('yaml', 'invite')),
    configured_chat  BIGINT NOT NULL,
    configured_topic BIGINT NOT NULL,
    changed          BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX links_of_chat ON links (chat);

CREATE TABLE conversations (
    chat       BIGINT NOT NULL,
    account    BIGINT NOT NULL,
    expect     TEXT   NOT NULL,
    assignment TEXT   NOT NULL,
    level      BIGINT NOT NULL,
    draft      TEXT,
    message    BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (chat, account)
);
CREATE INDEX conversations_by_message ON conversations (chat, message);

-- Updates whose effect is stored; kept for seven days.
CREATE TABLE updates_seen (
    bot BIGINT NOT NULL,
    id  BIGINT NOT NULL,
    at  BIGINT NOT NULL,
    PRIMARY KEY (bot, id)
);
CREATE INDEX updates_seen_at ON updates_seen (at);
