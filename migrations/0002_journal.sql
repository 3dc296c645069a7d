-- The journal: what changed after a revision, and what was refused of a record, each by an index.
-- Texts are ordered by bytes on both engines. The collation "BINARY" is SQLite's own; the program
-- makes one of that name, which is "C", on PostgreSQL.

ALTER TABLE record_history ADD COLUMN record_table TEXT NOT NULL DEFAULT '';
UPDATE record_history SET record_table = 'projects' WHERE record LIKE 'projects/%';
UPDATE record_history SET record_table = 'missions' WHERE record LIKE 'missions/%';
UPDATE record_history SET record_table = 'cities' WHERE record LIKE 'cities/%';
UPDATE record_history SET record_table = 'countries' WHERE record LIKE 'countries/%';
UPDATE record_history SET record_table = 'themes' WHERE record LIKE 'themes/%';
UPDATE record_history SET record_table = 'sdgs' WHERE record LIKE 'sdgs/%';
UPDATE record_history SET record_table = 'organisations' WHERE record LIKE 'organisations/%';
UPDATE record_history SET record_table = 'agreements' WHERE record LIKE 'agreements/%';
UPDATE record_history SET record_table = 'networks' WHERE record LIKE 'networks/%';
UPDATE record_history SET record_table = 'services' WHERE record LIKE 'services/%';
UPDATE record_history SET record_table = 'budgets' WHERE record LIKE 'budgets/%';
UPDATE record_history SET record_table = 'observations' WHERE record LIKE 'observations/%';
UPDATE record_history SET record_table = 'events' WHERE record LIKE 'events/%';
UPDATE record_history SET record_table = 'sources' WHERE record LIKE 'sources/%';
UPDATE record_history SET record_table = 'citations' WHERE record LIKE 'citations/%';
DROP INDEX record_history_revision;
CREATE INDEX record_history_journal ON record_history (record_table, revision, record COLLATE "BINARY");

CREATE INDEX projects_added ON projects (added_in, slug COLLATE "BINARY");
CREATE INDEX missions_added ON missions (added_in, slug COLLATE "BINARY");
CREATE INDEX cities_added ON cities (added_in, slug COLLATE "BINARY");
CREATE INDEX countries_added ON countries (added_in, slug COLLATE "BINARY");
CREATE INDEX themes_added ON themes (added_in, slug COLLATE "BINARY");
CREATE INDEX sdgs_added ON sdgs (added_in, slug COLLATE "BINARY");
CREATE INDEX organisations_added ON organisations (added_in, slug COLLATE "BINARY");
CREATE INDEX agreements_added ON agreements (added_in, slug COLLATE "BINARY");
CREATE INDEX networks_added ON networks (added_in, slug COLLATE "BINARY");
CREATE INDEX services_added ON services (added_in, slug COLLATE "BINARY");
CREATE INDEX budgets_added ON budgets (added_in, slug COLLATE "BINARY");
CREATE INDEX observations_added ON observations (added_in, slug COLLATE "BINARY");
CREATE INDEX events_added ON events (added_in, slug COLLATE "BINARY");
CREATE INDEX sources_added ON sources (added_in, slug COLLATE "BINARY");
CREATE INDEX citations_added ON citations (added_in, slug COLLATE "BINARY");

CREATE TABLE record_refusals (
    record TEXT NOT NULL,
    revision BIGINT NOT NULL REFERENCES revisions (number) DEFERRABLE INITIALLY DEFERRED,
    problem TEXT NOT NULL
);
CREATE INDEX record_refusals_record ON record_refusals (record, revision);
