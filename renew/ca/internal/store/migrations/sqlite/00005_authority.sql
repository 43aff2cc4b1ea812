-- +goose Up
-- Whose database this is: one row, once a CA has taken it.
CREATE TABLE authority (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    sha256 BLOB NOT NULL            -- of the issuing CA's certificate, DER
) STRICT;
