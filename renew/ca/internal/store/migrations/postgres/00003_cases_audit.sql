-- +goose Up
-- The log of what was done, each record chained to the one before; see audit.go.
CREATE TABLE audit (
    seq     BIGINT PRIMARY KEY,    -- from 1, without gaps
    at      BIGINT NOT NULL,       -- seconds since 1970, UTC
    actor   TEXT NOT NULL,
    role    TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL,         -- a JSON object
    hash    BYTEA NOT NULL
);

-- One row: the last record of the log. Its lock keeps writers in turn.
CREATE TABLE audit_head (
    id   BIGINT PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL,
    hash BYTEA NOT NULL
);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '\x0000000000000000000000000000000000000000000000000000000000000000');

-- The SHA-256 of the DER; NULL until the store is opened the next time.
ALTER TABLE certificates ADD COLUMN sha256 BYTEA;
CREATE UNIQUE INDEX certificates_by_sha256 ON certificates (sha256);

-- The mobile number that reaches a holder.
CREATE TABLE contacts (
    subject    BYTEA PRIMARY KEY,  -- SHA-256 of the Name, DER
    phone      TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE cases (
    id           TEXT PRIMARY KEY,
    state        TEXT NOT NULL,
    version      BIGINT NOT NULL,    -- goes up with every step
    certificate  TEXT NOT NULL REFERENCES certificates (serial), -- the old one
    holder       TEXT NOT NULL,
    credit_code  TEXT NOT NULL,
    form         TEXT NOT NULL,      -- JSON
    reasons      TEXT NOT NULL,      -- JSON, or ''
    phone        TEXT NOT NULL,      -- that codes go to, or '' before approval
    access       BYTEA NOT NULL,     -- SHA-256 of the applicant's token
    issued       TEXT REFERENCES certificates (serial), -- NULL before it is
    created_at   BIGINT NOT NULL,    -- seconds since 1970, UTC
    updated_at   BIGINT NOT NULL,
    submitted_at BIGINT,             -- the last time; NULL before
    expected_at  BIGINT,             -- NULL unless in review
    queued_at    BIGINT NOT NULL,    -- submitted_at, or else created_at
    search       TEXT NOT NULL       -- what lists look for text in, lower case
);

CREATE UNIQUE INDEX cases_open ON cases (certificate) WHERE state NOT IN ('rejected', 'done');
CREATE INDEX cases_by_certificate ON cases (certificate, created_at);
CREATE INDEX cases_by_queue ON cases (state, queued_at);

CREATE TABLE case_documents (
    case_id TEXT NOT NULL REFERENCES cases (id),
    kind    TEXT NOT NULL,
    sha256  TEXT NOT NULL,           -- lower-case hex
    format  TEXT NOT NULL,
    width   BIGINT NOT NULL,         -- pixels
    height  BIGINT NOT NULL,
    size    BIGINT NOT NULL,         -- bytes
    data    BYTEA NOT NULL,
    PRIMARY KEY (case_id, kind)
);

CREATE TABLE case_steps (
    case_id TEXT NOT NULL REFERENCES cases (id),
    version BIGINT NOT NULL,         -- of the case, that the step led to
    at      BIGINT NOT NULL,
    state   TEXT NOT NULL,           -- likewise
    by_whom TEXT NOT NULL,           -- applicant, staff or ca
    actor   TEXT NOT NULL,
    role    TEXT NOT NULL,
    note    TEXT NOT NULL,
    PRIMARY KEY (case_id, version)
);

-- The one-time codes that were sent. The last one of a case may be in force.
CREATE TABLE case_codes (
    case_id    TEXT NOT NULL REFERENCES cases (id),
    version    BIGINT NOT NULL,      -- of the case
    phone      TEXT NOT NULL,
    public_key BYTEA NOT NULL,       -- SHA-256 of the SubjectPublicKeyInfo
    hash       BYTEA NOT NULL,       -- keyed
    tries_left BIGINT NOT NULL,      -- 0 once it was used, too
    sent_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, version)
);

CREATE INDEX case_codes_by_phone ON case_codes (phone, sent_at);

-- What a code has bought: the password for one certificate for one key.
CREATE TABLE case_secrets (
    case_id    TEXT PRIMARY KEY REFERENCES cases (id),
    public_key BYTEA NOT NULL,
    hash       BYTEA NOT NULL,
    expires_at BIGINT NOT NULL
);

-- The nonces that were used and have not expired yet.
CREATE TABLE spent_nonces (
    nonce      BYTEA PRIMARY KEY,
    expires_at BIGINT NOT NULL
);

CREATE INDEX spent_nonces_by_end ON spent_nonces (expires_at);
