//! `opencoop catalog check`, and what a server says of the same at its start.

use serde_json::Value;

use crate::support::opencoop;

const STORE: &str = "sqlite::memory:";

/// The settings of this repository.
const SETTINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/opencoop.toml");

fn check(args: &[&str]) -> crate::support::program::Outcome {
    opencoop(STORE, &[&["catalog", "check"], args].concat())
}

#[test]
fn the_settings_of_milan_are_such_that_no_portal_refuses_them() {
    let outcome = check(&["--config", SETTINGS]).success();
    assert!(outcome.stdout.is_empty(), "{}", outcome.stdout);
    assert!(outcome.stderr.ends_with("nothing that a portal would refuse\n"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("base_url \"http://localhost:8080\": note: "));
    let italian = check(&["--config", SETTINGS, "--language", "it"]).success();
    assert!(italian.stderr.ends_with("nulla che un portale rifiuterebbe\n"), "{}", italian.stderr);
}

#[test]
fn what_is_missing_without_settings_is_told_with_a_hint() {
    let outcome = check(&[]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.ends_with("\n2 problems\n"), "{}", outcome.stderr);
    for setting in ["contact: ", "catalogue.publisher_identifier: "] {
        assert!(outcome.stderr.lines().any(|line| line.starts_with(setting)), "{setting}");
    }
    let hints = outcome.stderr.lines().filter(|line| line.starts_with("  hint: ")).count();
    assert_eq!(hints, 3, "{}", outcome.stderr);
}

#[test]
fn programs_read_the_same_as_json() {
    let outcome = check(&["--report", "json", "--catalogue-themes", "INTR,XXXX"]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(report["problem_count"], 3);
    let problems = report["problems"].as_array().unwrap();
    let theme = problems.iter().find(|problem| problem["setting"] == "catalogue.themes").unwrap();
    assert_eq!(theme["value"], "XXXX");
    assert_eq!(theme["refused"], true);
}

#[test]
fn a_server_says_it_at_its_start() {
    // It ends when it cannot listen.
    let outcome = opencoop(STORE, &["--listen", "nowhere", "--catalogue-frequency", "OFTEN"]);
    let told = |line: &str| line.contains("WARN") && line.contains("catalogue.frequency \"OFTEN\"");
    assert!(outcome.stderr.lines().any(told), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("base_url"), "{}", outcome.stderr);
}
