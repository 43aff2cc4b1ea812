-- +goose Up
CREATE TABLE certificates (
    serial     TEXT PRIMARY KEY,   -- lower-case hex
    der        BYTEA NOT NULL,
    profile    TEXT NOT NULL,
    key_hash   BYTEA NOT NULL,     -- SHA-256 of the SubjectPublicKeyInfo
    issued_at  BIGINT NOT NULL,    -- seconds since 1970, UTC
    revoked_at BIGINT              -- NULL while it is not revoked
);

CREATE INDEX certificates_by_key ON certificates (key_hash);

CREATE TABLE enrolments (
    operation    TEXT NOT NULL,
    variant      TEXT NOT NULL,    -- what else tells two requests apart, or ''
    key_hash     BYTEA NOT NULL,   -- of the key that the request was signed with
    client       TEXT NOT NULL REFERENCES certificates (serial),
    issued       TEXT NOT NULL REFERENCES certificates (serial),
    content_type TEXT NOT NULL,
    body         BYTEA NOT NULL,   -- the answer, as it goes out
    answered_at  BIGINT NOT NULL,  -- seconds since 1970, UTC
    PRIMARY KEY (operation, variant, key_hash)
);

CREATE INDEX enrolments_by_client ON enrolments (client, answered_at);
