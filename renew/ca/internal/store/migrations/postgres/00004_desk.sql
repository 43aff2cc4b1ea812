-- +goose Up
CREATE TABLE operators (
    name        TEXT PRIMARY KEY,   -- as RFC 8265 compares user names
    role        TEXT NOT NULL,
    password    TEXT NOT NULL,      -- its hash, argon2id
    version     BIGINT NOT NULL,    -- goes up with every change
    created_at  BIGINT NOT NULL,    -- seconds since 1970, UTC
    disabled_at BIGINT              -- NULL while the operator may sign in
);

CREATE TABLE sign_ins (
    name_hash BYTEA PRIMARY KEY,    -- SHA-256 of a name that somebody tried, whether it exists or not
    failures  BIGINT NOT NULL,      -- since the last success
    tried_at  BIGINT NOT NULL
);

CREATE TABLE sessions (
    token      TEXT PRIMARY KEY,    -- a hash of what the browser holds
    data       BYTEA,               -- NULL once the session has been ended
    expires_at BIGINT NOT NULL
);

CREATE INDEX sessions_by_end ON sessions (expires_at);
