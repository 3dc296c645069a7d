-- The tables of the registry, their links, and the history of revisions.
-- Understood by SQLite and PostgreSQL alike. Keys are internal and given by the import; money and
-- decimals are digits and a scale, dates are as precise as their source, localised texts are JSON
-- objects from language tag to text.

CREATE TABLE revisions (
    number BIGINT PRIMARY KEY,
    published_at TEXT NOT NULL,
    input_hash TEXT NOT NULL
);

CREATE TABLE import_reports (
    revision BIGINT PRIMARY KEY REFERENCES revisions (number) DEFERRABLE INITIALLY DEFERRED,
    report TEXT NOT NULL
);

CREATE TABLE record_history (
    record TEXT NOT NULL,
    revision BIGINT NOT NULL REFERENCES revisions (number) DEFERRABLE INITIALLY DEFERRED,
    change TEXT NOT NULL,
    fields TEXT NOT NULL
);
CREATE INDEX record_history_record ON record_history (record, revision);
CREATE INDEX record_history_revision ON record_history (revision);

CREATE TABLE countries (
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    iso2 TEXT NOT NULL,
    iso3 TEXT NOT NULL,
    m49 TEXT,
    region TEXT,
    subregion TEXT,
    point_latitude DOUBLE PRECISION,
    point_longitude DOUBLE PRECISION,
    url TEXT,
    caveat TEXT,
    content_hash BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    changed_in BIGINT NOT NULL
);

CREATE TABLE sdgs (
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    name TEXT,
    number TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT,
    goal_id BIGINT REFERENCES sdgs (id) DEFERRABLE INITIALLY DEFERRED,
    content_hash BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    changed_in BIGINT NOT NULL
);
CREATE INDEX sdgs_goal ON sdgs (goal_id);

CREATE TABLE themes (
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    summary TEXT,
    vocabulary TEXT NOT NULL,
    code TEXT,
    url TEXT,
    caveat TEXT,
    parent_id BIGINT REFERENCES themes (id) DEFERRABLE INITIALLY DEFERRED,
    content_hash BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    changed_in BIGINT NOT NULL
);
CREATE INDEX themes_parent ON themes (parent_id);

CREATE TABLE cities (
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    summary TEXT,
    kind TEXT NOT NULL,
    point_latitude DOUBLE PRECISION,
    point_longitude DOUBLE PRECISION,
    geonames_id TEXT,
    wikidata_id TEXT,
    url TEXT,
    caveat TEXT,
    country_id BIGINT NOT NULL REFERENCES countries (id) DEFERRABLE INITIALLY DEFERRED,
    content_hash BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    changed_in BIGINT NOT NULL
);
CREATE INDEX cities_country ON cities (country_id);

CREATE TABLE organisations (
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    acronym TEXT,
    summary TEXT,
    type TEXT,
    identifier TEXT,
    url TEXT,
    caveat TEXT,
    country_id BIGINT REFERENCES countries (id) DEFERRABLE INITIALLY DEFERRED,
    city_id BIGINT REFERENCES cities (id) DEFERRABLE INITIALLY DEFERRED,
    parent_id BIGINT REFERENCES organisations (id) DEFERRABLE INITIALLY DEFERRED,
    content_hash BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    changed_in BIGINT NOT NULL
);
CREATE INDEX organisations_country ON organisations (country_id);
CREATE INDEX organisations_city ON organisations (city_id);
CREATE INDEX organisations_parent ON organisations (parent_id);

CREATE TABLE projects (
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    acronym TEXT,
    summary TEXT,
    status TEXT,
    starts_on TEXT,
    ends_on TEXT,
    url TEXT,
    caveat TEXT,
    parent_id BIGINT REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    content_hash BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    changed_in BIGINT NOT NULL
);
CREATE INDEX projects_parent ON projects (parent_id);

CREATE TABLE missions (
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    summary TEXT,
    direction TEXT NOT NULL,
    officials BIGINT,
    starts_on TEXT,
    ends_on TEXT,
    period_from TEXT,
    period_to TEXT,
    url TEXT,
    caveat TEXT,
    programme_id BIGINT REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    content_hash BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    changed_in BIGINT NOT NULL
);
CREATE INDEX missions_programme ON missions (programme_id);

CREATE TABLE agreements (
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    summary TEXT,
    kind TEXT NOT NULL,
    number TEXT,
    signed_on TEXT,
    url TEXT,
    caveat TEXT,
    content_hash BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    changed_in BIGINT NOT NULL
);

CREATE TABLE networks (
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    summary TEXT,
    kind TEXT,
    founded_on TEXT,
    joined_on TEXT,
    url TEXT,
    caveat TEXT,
    content_hash BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    changed_in BIGINT NOT NULL
);

CREATE TABLE services (
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    acronym TEXT,
    summary TEXT,
    kind TEXT,
    opened_on TEXT,
    closed_on TEXT,
    url TEXT,
    caveat TEXT,
    content_hash BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    changed_in BIGINT NOT NULL
);

CREATE TABLE budgets (
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    amount BIGINT NOT NULL,
    amount_scale BIGINT,
    amount_currency TEXT,
    period_from TEXT,
    period_to TEXT,
    url TEXT,
    caveat TEXT,
    project_id BIGINT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    funder_id BIGINT REFERENCES organisations (id) DEFERRABLE INITIALLY DEFERRED,
    content_hash BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    changed_in BIGINT NOT NULL
);
CREATE INDEX budgets_project ON budgets (project_id);
CREATE INDEX budgets_funder ON budgets (funder_id);

CREATE TABLE observations (
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    indicator TEXT NOT NULL,
    value BIGINT NOT NULL,
    value_scale BIGINT,
    unit TEXT,
    qualifier TEXT,
    period_from TEXT,
    period_to TEXT,
    url TEXT,
    caveat TEXT,
    subject_table TEXT,
    subject_id BIGINT,
    content_hash BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    changed_in BIGINT NOT NULL
);
CREATE INDEX observations_subject ON observations (subject_table, subject_id);

CREATE TABLE events (
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    summary TEXT,
    starts_on TEXT,
    ends_on TEXT,
    url TEXT,
    caveat TEXT,
    subject_table TEXT,
    subject_id BIGINT,
    content_hash BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    changed_in BIGINT NOT NULL
);
CREATE INDEX events_subject ON events (subject_table, subject_id);

CREATE TABLE sources (
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    summary TEXT,
    publisher TEXT,
    language TEXT,
    updated_on TEXT,
    retrieved_on TEXT,
    licence TEXT,
    url TEXT,
    caveat TEXT,
    content_hash BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    changed_in BIGINT NOT NULL
);

CREATE TABLE citations (
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    field TEXT,
    locator TEXT,
    basis TEXT NOT NULL,
    caveat TEXT,
    subject_table TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    source_id BIGINT NOT NULL REFERENCES sources (id) DEFERRABLE INITIALLY DEFERRED,
    content_hash BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    changed_in BIGINT NOT NULL
);
CREATE INDEX citations_subject ON citations (subject_table, subject_id);
CREATE INDEX citations_source ON citations (source_id);

CREATE TABLE project_countries (
    project_id BIGINT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    country_id BIGINT NOT NULL REFERENCES countries (id) DEFERRABLE INITIALLY DEFERRED,
    basis TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (project_id, country_id)
);
CREATE INDEX project_countries_back ON project_countries (country_id, project_id);

CREATE TABLE project_cities (
    project_id BIGINT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    city_id BIGINT NOT NULL REFERENCES cities (id) DEFERRABLE INITIALLY DEFERRED,
    basis TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (project_id, city_id)
);
CREATE INDEX project_cities_back ON project_cities (city_id, project_id);

CREATE TABLE project_themes (
    project_id BIGINT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    theme_id BIGINT NOT NULL REFERENCES themes (id) DEFERRABLE INITIALLY DEFERRED,
    basis TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (project_id, theme_id)
);
CREATE INDEX project_themes_back ON project_themes (theme_id, project_id);

CREATE TABLE project_sdgs (
    project_id BIGINT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    sdg_id BIGINT NOT NULL REFERENCES sdgs (id) DEFERRABLE INITIALLY DEFERRED,
    basis TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (project_id, sdg_id)
);
CREATE INDEX project_sdgs_back ON project_sdgs (sdg_id, project_id);

CREATE TABLE project_organisations (
    project_id BIGINT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    organisation_id BIGINT NOT NULL REFERENCES organisations (id) DEFERRABLE INITIALLY DEFERRED,
    role TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (project_id, organisation_id, role)
);
CREATE INDEX project_organisations_back ON project_organisations (organisation_id, project_id);

CREATE TABLE project_agreements (
    project_id BIGINT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    agreement_id BIGINT NOT NULL REFERENCES agreements (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (project_id, agreement_id)
);
CREATE INDEX project_agreements_back ON project_agreements (agreement_id, project_id);

CREATE TABLE mission_cities (
    mission_id BIGINT NOT NULL REFERENCES missions (id) DEFERRABLE INITIALLY DEFERRED,
    city_id BIGINT NOT NULL REFERENCES cities (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (mission_id, city_id)
);
CREATE INDEX mission_cities_back ON mission_cities (city_id, mission_id);

CREATE TABLE mission_countries (
    mission_id BIGINT NOT NULL REFERENCES missions (id) DEFERRABLE INITIALLY DEFERRED,
    country_id BIGINT NOT NULL REFERENCES countries (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (mission_id, country_id)
);
CREATE INDEX mission_countries_back ON mission_countries (country_id, mission_id);

CREATE TABLE mission_themes (
    mission_id BIGINT NOT NULL REFERENCES missions (id) DEFERRABLE INITIALLY DEFERRED,
    theme_id BIGINT NOT NULL REFERENCES themes (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (mission_id, theme_id)
);
CREATE INDEX mission_themes_back ON mission_themes (theme_id, mission_id);

CREATE TABLE theme_sdgs (
    theme_id BIGINT NOT NULL REFERENCES themes (id) DEFERRABLE INITIALLY DEFERRED,
    sdg_id BIGINT NOT NULL REFERENCES sdgs (id) DEFERRABLE INITIALLY DEFERRED,
    basis TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (theme_id, sdg_id)
);
CREATE INDEX theme_sdgs_back ON theme_sdgs (sdg_id, theme_id);

CREATE TABLE agreement_organisations (
    agreement_id BIGINT NOT NULL REFERENCES agreements (id) DEFERRABLE INITIALLY DEFERRED,
    organisation_id BIGINT NOT NULL REFERENCES organisations (id) DEFERRABLE INITIALLY DEFERRED,
    role TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (agreement_id, organisation_id, role)
);
CREATE INDEX agreement_organisations_back ON agreement_organisations (organisation_id, agreement_id);

CREATE TABLE network_organisations (
    network_id BIGINT NOT NULL REFERENCES networks (id) DEFERRABLE INITIALLY DEFERRED,
    organisation_id BIGINT NOT NULL REFERENCES organisations (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (network_id, organisation_id)
);
CREATE INDEX network_organisations_back ON network_organisations (organisation_id, network_id);

CREATE TABLE service_organisations (
    service_id BIGINT NOT NULL REFERENCES services (id) DEFERRABLE INITIALLY DEFERRED,
    organisation_id BIGINT NOT NULL REFERENCES organisations (id) DEFERRABLE INITIALLY DEFERRED,
    role TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (service_id, organisation_id, role)
);
CREATE INDEX service_organisations_back ON service_organisations (organisation_id, service_id);

CREATE TABLE service_cities (
    service_id BIGINT NOT NULL REFERENCES services (id) DEFERRABLE INITIALLY DEFERRED,
    city_id BIGINT NOT NULL REFERENCES cities (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (service_id, city_id)
);
CREATE INDEX service_cities_back ON service_cities (city_id, service_id);

CREATE TABLE service_themes (
    service_id BIGINT NOT NULL REFERENCES services (id) DEFERRABLE INITIALLY DEFERRED,
    theme_id BIGINT NOT NULL REFERENCES themes (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (service_id, theme_id)
);
CREATE INDEX service_themes_back ON service_themes (theme_id, service_id);
