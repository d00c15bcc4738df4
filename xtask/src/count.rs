//! Tests passed and failed, as the test programs print them.

use std::ops::AddAssign;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub passed: u32,
    pub failed: u32,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Count {
    /// What a line of cargo test, nextest, node --test (TAP) or Playwright adds; most lines add nothing.
    pub(crate) fn in_line(line: &str) -> Self {
        let plain = without_colours(line);
        let words: Vec<&str> = plain.split_whitespace().collect();
        let number = |word: &str| word.parse().unwrap_or(0);
        let before = |name: &str| {
            let place = words.iter().position(|word| word.trim_end_matches([',', ';']) == name);
            place.filter(|&at| at > 0).map_or(0, |at| number(words[at - 1]))
        };
        match words.as_slice() {
            ["test", "result:", ..] => Self { passed: before("passed"), failed: before("failed") },
            ["Summary", ..] => Self { passed: before("passed"), failed: before("failed") + before("timed") },
            ["#", "pass", count] => Self { passed: number(count), failed: 0 },
            ["#", "fail" | "cancelled", count] => Self { passed: 0, failed: number(count) },
            // Playwright: "  12 passed (4.4s)", "  1 failed", "  1 flaky" (retries are off, so there are none).
            [count, "passed"] | [count, "passed", _] => Self { passed: number(count), failed: 0 },
            [count, "failed" | "interrupted"] | [count, "did", "not", "run"] => {
                Self { passed: 0, failed: number(count) }
            }
            _ => Self::default(),
        }
    }
}

fn without_colours(line: &str) -> String {
    let mut plain = String::new();
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // An escape sequence ends with its first letter.
            let _ = characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_the_lines_of_every_test_program_counted() {
        for (line, passed, failed) in [
            (
                "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
                5,
                0,
            ),
            ("test result: FAILED. 4 passed; 2 failed; 0 ignored", 4, 2),
            ("     Summary [   0.004s] 7 tests run: 6 passed, 1 failed, 0 skipped", 6, 1),
            ("\u{1b}[32m     Summary\u{1b}[0m [ 1.0s] 3 tests run: 3 passed (1 slow), 0 skipped", 3, 0),
            ("# pass 14", 14, 0),
            ("# fail 2", 0, 2),
            ("  12 passed (4.4s)", 12, 0),
            ("  1 failed", 0, 1),
            ("  3 did not run", 0, 3),
            ("ok 13 - does a long run keep its shape?", 0, 0),
        ] {
            assert_eq!(Count::in_line(line), Count { passed, failed }, "{line}");
        }
    }
}
