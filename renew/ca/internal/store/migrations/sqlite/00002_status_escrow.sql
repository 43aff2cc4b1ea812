-- +goose Up
-- CRLReason (RFC 5280, 5.3.1) of a revoked certificate, else NULL.
ALTER TABLE certificates ADD COLUMN revocation_reason INTEGER;
UPDATE certificates SET revocation_reason = 0 WHERE revoked_at IS NOT NULL;
CREATE INDEX certificates_revoked ON certificates (revoked_at) WHERE revoked_at IS NOT NULL;

-- How often what is revoked has changed: one row, which a list of revoked
-- certificates is compared with to see whether it is still complete.
CREATE TABLE revocation_changes (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    count INTEGER NOT NULL
) STRICT;
INSERT INTO revocation_changes (id, count) VALUES (1, 0);

-- The lists of revoked certificates that were signed; only the last one stays.
CREATE TABLE crls (
    number      INTEGER PRIMARY KEY, -- the CRL number (RFC 5280, 5.2.3)
    changes     INTEGER NOT NULL,    -- revocation_changes.count that it covers
    der         BLOB NOT NULL,
    this_update INTEGER NOT NULL,    -- seconds since 1970, UTC
    next_update INTEGER NOT NULL
) STRICT;

-- Encryption keys for recovery, which the CA itself cannot open.
CREATE TABLE escrow (
    serial TEXT PRIMARY KEY REFERENCES certificates (serial),
    sealed BLOB NOT NULL             -- CMS EnvelopedData around PKCS#8
) STRICT;
