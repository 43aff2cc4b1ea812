package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
)

// fillCA makes the database of a CA, which is not open, hold that many
// certificates, each with the enrolment that it came from. They are copies of
// one that is there, under serial numbers and keys that are spread as random
// ones are.
func fillCA(ctx context.Context, dir string, total int) (err error) {
	// What is lost with the power here is filled in anew.
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "ca.db")+
		"?_pragma=journal_mode(MEMORY)&_pragma=synchronous(OFF)&_pragma=cache_size(-262144)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var present int
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM certificates`).Scan(&present); err != nil {
		return err
	}
	missing := total - present
	if missing <= 0 {
		return nil
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	err = fill(ctx, tx, missing)
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func fill(ctx context.Context, tx *sql.Tx, n int) error {
	indexes, err := dropIndexes(ctx, tx)
	if err != nil {
		return err
	}
	// The numbers rise, which is fastest, and end in the total, so that two
	// fillings do not meet.
	step := int64(1) << 62 / int64(n)
	for _, statement := range []string{
		`CREATE TEMP TABLE spread AS WITH RECURSIVE r (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < ?1)
		 SELECT printf('%016x', i * ?2) || printf('%016x', ?1) AS serial FROM r`,
		`INSERT INTO certificates (serial, der, profile, key_hash, sha256, issued_at)
		 SELECT s.serial, c.der, c.profile, CAST('key' || s.serial AS BLOB), CAST('sum' || s.serial AS BLOB), c.issued_at - 86400
		 FROM temp.spread s, (SELECT * FROM certificates LIMIT 1) c`,
		`INSERT INTO enrolments (operation, variant, key_hash, client, issued, content_type, body, answered_at)
		 SELECT 'simplereenroll', '', CAST('key' || s.serial AS BLOB), s.serial, s.serial, 'x', c.der, c.issued_at - 86400
		 FROM temp.spread s, (SELECT * FROM certificates LIMIT 1) c`,
		`DROP TABLE temp.spread`,
	} {
		if _, err := tx.ExecContext(ctx, statement, n, step); err != nil {
			return fmt.Errorf("%.40s: %w", statement, err)
		}
	}
	for _, index := range indexes {
		if _, err := tx.ExecContext(ctx, index); err != nil {
			return err
		}
	}
	return nil
}

// dropIndexes drops what is faster to build at the end, and returns the
// statements for that.
func dropIndexes(ctx context.Context, tx *sql.Tx) (create []string, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT name, sql FROM sqlite_master
		WHERE type = 'index' AND tbl_name IN ('certificates', 'enrolments') AND sql IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var drop []string
	for rows.Next() {
		var name, statement string
		if err := rows.Scan(&name, &statement); err != nil {
			return nil, err
		}
		drop, create = append(drop, "DROP INDEX "+name), append(create, statement)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, statement := range drop {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return nil, err
		}
	}
	return create, nil
}
