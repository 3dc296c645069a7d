-- Ids that were given up for others, for ever: an old id leads to its record and is never used again.
-- What was published under it went on under `moved_to`; nothing did where the old id was not there,
-- or the new one was there before.

CREATE TABLE record_renames (
    record TEXT PRIMARY KEY,
    renamed_to TEXT NOT NULL,
    moved_to TEXT,
    revision BIGINT NOT NULL REFERENCES revisions (number) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX record_renames_moved ON record_renames (moved_to);
