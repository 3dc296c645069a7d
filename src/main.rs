fn main() {
    use opencoop::model::{table::*, *};
    use opencoop::store::layout::*;
    let order = [
        "countries",
        "sdgs",
        "themes",
        "cities",
        "organisations",
        "projects",
        "missions",
        "agreements",
        "networks",
        "services",
        "budgets",
        "observations",
        "events",
        "sources",
        "citations",
    ];
    for name in order {
        let (_, t) = find_table(name).unwrap();
        println!(
            "\nCREATE TABLE {} (\n    id BIGINT PRIMARY KEY,\n    slug TEXT NOT NULL UNIQUE,",
            t.name
        );
        for f in data_fields(t) {
            let ty = match f.field_type {
                FieldType::Text => "TEXT",
                FieldType::Integer => "BIGINT",
                FieldType::Double => "DOUBLE PRECISION",
                FieldType::Boolean => "BOOLEAN",
            };
            let col = t.columns.iter().find(|c| c.name == f.name);
            let mut req = col.is_some_and(|c| c.required);
            let mut refs = String::new();
            for l in t.links.iter().filter(|l| l.arity == Arity::One) {
                if f.name == format!("{}_id", l.name) {
                    req = l.required;
                    if let Target::Table(to) = l.target {
                        refs = format!(" REFERENCES {to} (id) DEFERRABLE INITIALLY DEFERRED");
                    }
                }
                if f.name == format!("{}_table", l.name) {
                    req = l.required;
                }
            }
            println!("    \"{}\" {ty}{}{refs},", f.name, if req { " NOT NULL" } else { "" });
        }
        println!(
            "    content_hash BIGINT NOT NULL,\n    added_in BIGINT NOT NULL REFERENCES revisions (number) DEFERRABLE INITIALLY DEFERRED,\n    changed_in BIGINT NOT NULL REFERENCES revisions (number) DEFERRABLE INITIALLY DEFERRED\n);"
        );
        for l in t.links.iter().filter(|l| l.arity == Arity::One) {
            if l.target == Target::Any {
                println!("CREATE INDEX {0}_{1} ON {0} ({1}_table, {1}_id);", t.name, l.name);
            } else {
                println!("CREATE INDEX {0}_{1} ON {0} ({1}_id);", t.name, l.name);
            }
        }
    }
    for t in TABLES {
        for l in t.links {
            if let Some(p) = PairTable::of(t, l) {
                println!("\nCREATE TABLE {} (", p.name);
                println!(
                    "    {} BIGINT NOT NULL REFERENCES {} (id) DEFERRABLE INITIALLY DEFERRED,",
                    p.from, t.name
                );
                println!(
                    "    {} BIGINT NOT NULL REFERENCES {} (id) DEFERRABLE INITIALLY DEFERRED,",
                    p.to, TABLES[p.target].name
                );
                if p.basis {
                    println!("    basis TEXT NOT NULL DEFAULT '',");
                }
                if p.role {
                    println!("    role TEXT NOT NULL DEFAULT '',");
                }
                println!(
                    "    PRIMARY KEY ({}, {}{})\n);",
                    p.from,
                    p.to,
                    if p.role { ", role" } else { "" }
                );
                println!("CREATE INDEX {0}_back ON {0} ({1}, {2});", p.name, p.to, p.from);
            }
        }
    }
}
