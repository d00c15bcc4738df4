//! `cargo xtask bench`: how fast the network trains, natively and in Chromium, beside what the machine can do, and on the graphics
//! card beside the CPU; how soon the page answers, reads a large text and counts n-grams.

use crate::build::{self, Engine};
use crate::run::{Outcome, cargo, command, finish, root};
use crate::tools;

/// What the person asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// Measure other libraries too, in the same browser.
    pub peers: bool,
    /// A revision to compare with in the same run.
    pub against: Option<String>,
}

impl Options {
    /// From the words after `bench`.
    ///
    /// # Errors
    /// A word that is no option.
    pub(crate) fn read(words: &[&str]) -> Outcome<Self> {
        let mut options = Options::default();
        let mut words = words.iter();
        while let Some(&word) = words.next() {
            match word {
                "--peers" => options.peers = true,
                "--against" => {
                    let revision = words.next().ok_or("--against needs a revision, such as HEAD~1")?;
                    options.against = Some((*revision).into());
                }
                _ => {
                    return Err(format!(
                        "`{word}` is no option of bench; there are --peers and --against REV"
                    ));
                }
            }
        }
        Ok(options)
    }
}

/// The native benchmarks, then the same in the browser; results as a table, and as JSON below target/.
pub(crate) fn run(options: &Options) -> Outcome {
    let chromium = tools::chromium()?;
    if let Some(revision) = &options.against {
        other_page(revision)?;
    }
    build::page(Engine::Release)?;
    finish(cargo().args(["bench", "--bench", "training"]))?;
    // Both backends; without an adapter it says so and has no figures.
    if let Err(message) = tools::vulkan() {
        println!("{message}");
    }
    finish(cargo().args(["bench", "--features", "gpu", "--bench", "card"]))?;

    let results = root().join("target/bench.json");
    let mut browser = command("node");
    browser.arg("tests/bench/browser.mjs").arg("--json").arg(&results).env("CHROME", &chromium);
    if options.against.is_some() {
        browser.arg("--against").arg(root().join(OTHER).join("dist"));
    }
    finish(&mut browser)?;
    println!("the same as JSON: {}", results.display());
    let [chart, growth] = ["growth.svg", "growth.json"].map(|name| root().join("target").join(name));
    let mut growing = command("node");
    growing.arg("tests/bench/growth.mjs").arg("--chart").arg(&chart).arg("--json").arg(growth);
    finish(growing.env("CHROME", &chromium))?;
    println!("how cost grows, as a chart: {}", chart.display());
    let [chart, scaling] = ["cores.svg", "cores.json"].map(|name| root().join("target").join(name));
    let mut cores = command("node");
    cores.arg("tests/bench/cores.mjs").arg("--chart").arg(&chart).arg("--json").arg(scaling);
    finish(cores.env("CHROME", &chromium))?;
    println!("how it grows with threads, as a chart: {}", chart.display());
    // What text.mjs compares with.
    finish(cargo().args(["build", "--release", "--target", tools::BROWSER, "--package", "segmentation"]))?;
    for figures in ["card", "answers", "controls", "large", "text", "counting", "rooms"] {
        let figures = format!("tests/bench/{figures}.mjs");
        finish(command("node").arg(figures).env("CHROME", &chromium))?;
    }
    if options.peers {
        let results = root().join("target/peers.json");
        let mut peers = command("node");
        peers.arg("tests/bench/peers.mjs").arg("--json").arg(&results);
        finish(peers.env("CHROME", &chromium))?;
        println!("the same as JSON: {}", results.display());
    }
    Ok(())
}

/// Where another revision is checked out.
const OTHER: &str = "target/against";

/// The page of another revision, in a worktree of its own.
fn other_page(revision: &str) -> Outcome {
    // Named here: in the worktree HEAD is another one, and so is HEAD~1.
    let commit = format!("{revision}^{{commit}}");
    let found = command("git").args(["rev-parse", "--verify", "--quiet", &commit]).output();
    let commit = found.map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned()).unwrap_or_default();
    if commit.is_empty() {
        return Err(format!("`{revision}` is no revision of this repository; HEAD~1 or a branch would be"));
    }
    let git = |arguments: &[&str]| finish(command("git").args(arguments));
    if root().join(OTHER).exists() {
        git(&["-C", OTHER, "checkout", "--quiet", "--force", "--detach", &commit])?;
    } else {
        git(&["worktree", "prune"])?;
        git(&["worktree", "add", "--quiet", "--detach", OTHER, &commit])?;
    }
    let mut build = cargo();
    build.current_dir(root().join(OTHER)).args(["xtask", "build"]).env_remove("CARGO_TARGET_DIR");
    finish(&mut build)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        assert_eq!(Options::read(&[]), Ok(Options::default()));
        let both = Options { peers: true, against: Some("main".into()) };
        assert_eq!(Options::read(&["--against", "main", "--peers"]), Ok(both));
    }

    #[test]
    fn a_wrong_word_is_named() {
        assert!(Options::read(&["--fast"]).is_err_and(|message| message.contains("--fast")));
        assert!(Options::read(&["--against"]).is_err_and(|message| message.contains("revision")));
    }
}
