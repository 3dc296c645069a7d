-- What went out, revision by revision, without all that only changed.

CREATE INDEX record_history_removed ON record_history (revision, record COLLATE "BINARY") WHERE change = 'removed';
