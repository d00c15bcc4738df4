//! What people bring, case by case, and the test that holds what is right: `cases.tsv` has each case's number, the file of the test, and
//! its name. A case without a test stands there as open.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// All cases that were collected.
const CASES: [&str; 40] = [
    "T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T09", "T10", "T11", "T12", "T13", "O1", "O7",
    "O8", "O9", "R2", "R3", "R4", "P05", "P07", "N04", "N07", "U01", "U02", "U03", "U04", "U05", "U06",
    "U07", "S01", "S02", "S03", "S05", "B01", "B02", "B03", "B04", "B06",
];

#[test]
fn every_case_has_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join("tests/cases.tsv")).expect("the table");
    let mut seen = BTreeSet::new();
    for line in table.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [case, file, name] = fields[..] else { panic!("three fields: {line:?}") };
        assert!(CASES.contains(&case), "no such case: {case}");
        assert!(!name.is_empty());
        seen.insert(case);
        if file == "open" {
            assert_eq!(
                table.lines().filter(|line| line.starts_with(&format!("{case}\t"))).count(),
                1,
                "{case}"
            );
            continue;
        }
        let text = fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let test = if file.ends_with(".rs") {
            text.split("#[test]").skip(1).any(|after| after.trim_start().starts_with(&format!("fn {name}(")))
        } else {
            let calls = ["test(\"", "test(\n  \"", "base(\"", "base(\n  \""];
            calls.iter().any(|call| text.contains(&format!("{call}{name}\"")))
        };
        assert!(test, "{case}: {file} has no test called {name}");
    }
    assert_eq!(seen, CASES.into_iter().collect());
}
