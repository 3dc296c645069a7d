-- When revisions were published, by an index: what changed since a date begins at the first of them.

CREATE INDEX revisions_published ON revisions (published_at COLLATE "BINARY", number);
