-- +goose Up
-- Whose database this is: one row, once a CA has taken it.
CREATE TABLE authority (
    id     BIGINT PRIMARY KEY CHECK (id = 1),
    sha256 BYTEA NOT NULL           -- of the issuing CA's certificate, DER
);
