//! `cargo xtask test`: every check and every test, the cheapest first.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::build::{self, Engine, tool};
use crate::count::Count;
use crate::run::{Outcome, cargo, command, describe};
use crate::tools;

/// The short fuzz runs of the tests, made long: the reader's (`tests/fuzz.rs`), and that of the page's rule for putting a token at a
/// text's end (`tests/browser/append.spec.ts`), with the engine of the page.
pub(crate) fn fuzz() -> Outcome {
    let texts = ("FUZZ_TEXTS", "1000000");
    crate::run::finish(
        cargo()
            .args(["test", "--release", "--test", "fuzz", "--", "--nocapture"])
            .env("FUZZ_BYTES", "10000000")
            .env(texts.0, texts.1),
    )?;
    build::page(Engine::Fast)?;
    crate::run::finish(
        tool("playwright")
            .args(["test", "tests/browser/append.spec.ts", "--config", "tests/browser/playwright.config.ts"])
            .env("CHROME", tools::chromium()?)
            .env(texts.0, texts.1),
    )
}

/// All stages; an error when one of them failed. A check without tests of its own (a linter, a build) counts as one.
pub(crate) fn all() -> Outcome {
    let started = Instant::now();
    let mut total = Count::default();
    tools::rust_components()?;
    tools::wasm_targets()?;
    tools::npm_packages()?;

    let wasm = ["--target", tools::BROWSER, "--lib"];
    let lints = ["--", "-D", "warnings"];
    total += check("Rust format", cargo().args(["fmt", "--all", "--check"]));
    total += check(
        "TypeScript and Svelte format",
        tool("prettier").args([
            "--check",
            "--log-level",
            "warn",
            "www",
            "tests",
            "index.html",
            "package.json",
        ]),
    );
    total += check(
        "TypeScript and Svelte lints",
        tool("eslint").args([
            "--config",
            "www/eslint.config.js",
            "--max-warnings",
            "0",
            "www",
            "tests/browser",
        ]),
    );
    total += tests("Front-end unit tests", command("node").arg("tests/unit.mjs"));
    total += check("Clippy", cargo().args(["clippy", "--workspace", "--all-targets"]).args(lints));
    total += check("Clippy for the browser", cargo().arg("clippy").args(wasm).args(lints));
    let lab = ["--features", "lab"];
    total += check("Clippy for the second engine", cargo().arg("clippy").args(wasm).args(lab).args(lints));
    let crew = ["--target", tools::THREADS, "--lib"];
    total += check("Clippy for the crew's module", cargo().arg("clippy").args(crew).args(lints));
    if nextest() {
        total +=
            tests("Rust tests", cargo().args(["nextest", "run", "--no-fail-fast", "--status-level", "pass"]));
        total += tests("Rust examples in the documentation", cargo().args(["test", "--doc"]));
    } else {
        total += tests("Rust tests", cargo().args(["test", "--no-fail-fast"]));
    }
    total += narrow();
    total += gpu();
    total += tests("Tests of the tasks", cargo().args(["test", "--package", "xtask", "--profile", "xtask"]));

    let built = stage("Build of the page", || one(build::page(Engine::Release)));
    total += built;
    if built.failed == 0 {
        // What names the engine's own types can be checked once the build has made them.
        total += check(
            "Types of the page",
            tool("svelte-check").args(["--tsconfig", "www/tsconfig.json", "--fail-on-warnings"]),
        );
        total += check("Types of the worker", tool("tsc").args(["-p", "www/worker/tsconfig.json"]));
        total += check("Types of the service worker", tool("tsc").args(["-p", "www/offline/tsconfig.json"]));
        total += check("Types of the tests", tool("tsc").args(["-p", "tests/browser/tsconfig.json"]));
        total += tests(
            "The crew's threads",
            command("node").args(["--test", "--test-reporter=tap", "tests/crew.mjs"]),
        );
        // Without PyTorch its test prints "skipped", and fails where `REQUIRE_TORCH` is 1.
        let torch = tools::torch().unwrap_or_else(|message| {
            println!("{message}");
            String::new()
        });
        // Likewise with JupyterLab, and `REQUIRE_JUPYTER`.
        let jupyter = tools::jupyter().unwrap_or_else(|message| {
            println!("{message}");
            String::new()
        });
        // Likewise with KenLM, and `REQUIRE_KENLM`.
        let kenlm = tools::kenlm().unwrap_or_else(|message| {
            println!("{message}");
            String::new()
        });
        total += stage("The page in Chromium", || match tools::chromium() {
            Ok(chromium) => counted(
                tool("playwright")
                    .args(["test", "--config", "tests/browser/playwright.config.ts", "--project", "page"])
                    .env("CHROME", chromium)
                    .env("TORCH_PYTHON", torch)
                    .env("JUPYTER_PYTHON", jupyter)
                    .env("KENLM_PYTHON", kenlm),
            ),
            Err(message) => one(Err(message)),
        });
        total += other_browsers();
    } else {
        println!("The page was not built, so the tests in browsers were not run.");
    }

    println!("\nAll stages: {} s", started.elapsed().as_secs());
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 { Err("not everything holds; the stages above say what".into()) } else { Ok(()) }
}

/// The graphics card's tests, on a software Vulkan driver where nothing else is there. Without any adapter they print "skipped",
/// and fail where `REQUIRE_GPU` is 1.
fn gpu() -> Count {
    if let Err(message) = tools::vulkan() {
        println!("{message}");
    }
    let lint =
        ["clippy", "--lib", "--test", "gpu", "--bench", "card", "--features", "gpu", "--", "-D", "warnings"];
    let browser = ["--target", tools::BROWSER, "--lib", "--features", "gpu", "--", "-D", "warnings"];
    let mut count = check("Clippy for the graphics card", cargo().args(lint));
    count += check("Clippy for the graphics card in the browser", cargo().arg("clippy").args(browser));
    // The library's test of the shaders ran with all the others; these dispatch them.
    let test = ["test", "--features", "gpu", "--test", "gpu", "--", "--nocapture"];
    count += tests("The graphics card, natively", cargo().args(test));
    count
}

/// All Rust tests once more where a `usize` has 32 bits, as in the browser, with overflow checks (the profile's own): a product of sizes
/// that wraps there, or a buffer that cannot be addressed, shows nowhere else but in the page.
fn narrow() -> Count {
    let target = match tools::narrow_target() {
        Ok(target) => target,
        Err(message) => {
            println!("\n== Rust tests on 32 bits: skipped: {message}");
            return Count::default();
        }
    };
    let run: &[&str] = match nextest() {
        true => &["nextest", "run", "--no-fail-fast", "--status-level", "fail", "--target"],
        false => &["test", "--no-fail-fast", "--lib", "--tests", "--target"],
    };
    tests("Rust tests on 32 bits", cargo().args(run).arg(target))
}

/// The main walk in Firefox and WebKit. One that is missing is "skipped", and a failure where `REQUIRE_BROWSERS` is 1.
fn other_browsers() -> Count {
    if let Err(message) = tools::other_browsers() {
        println!("{message}");
    }
    // Node has had a WebSocket behind this word since 20.10, and without it since 22.
    let walk = ["--experimental-websocket", "--test-reporter=tap", "tests/engines/walk.mjs"];
    tests("The page in Firefox and WebKit", command("node").args(walk))
}

fn nextest() -> bool {
    cargo().args(["nextest", "--version"]).output().is_ok_and(|out| out.status.success())
}

fn stage(heading: &str, work: impl FnOnce() -> Count) -> Count {
    println!("\n== {heading}");
    let started = Instant::now();
    let count = work();
    let verdict = if count.failed == 0 { "ok" } else { "FAILED" };
    println!("== {heading}: {verdict} in {:.1} s", started.elapsed().as_secs_f64());
    count
}

fn check(heading: &str, command: &mut Command) -> Count {
    stage(heading, || one(crate::run::finish(command)))
}

fn tests(heading: &str, command: &mut Command) -> Count {
    stage(heading, || counted(command))
}

fn one(outcome: Outcome) -> Count {
    match outcome {
        Ok(()) => Count { passed: 1, failed: 0 },
        Err(message) => {
            eprintln!("error: {message}");
            Count { passed: 0, failed: 1 }
        }
    }
}

/// Runs a test program, shows its output line by line as it comes, and reads the counts it prints.
fn counted(command: &mut Command) -> Count {
    let shown = describe(command);
    let mut child = match command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) => return one(Err(format!("`{shown}` could not be started: {error}"))),
    };
    let (out, err) = (child.stdout.take(), child.stderr.take());
    // Both at once: a full pipe that nobody reads would stop the program.
    let mut count = std::thread::scope(|threads| {
        let aside = threads.spawn(|| err.map(echo).unwrap_or_default());
        let mut count = out.map(echo).unwrap_or_default();
        count += aside.join().unwrap_or_default();
        count
    });
    let status = child.wait();
    let well = status.is_ok_and(|status| status.success());
    if !well && count.failed == 0 {
        // It failed before or beside its tests, as a compiler error does.
        eprintln!("error: `{shown}` failed");
        count.failed = 1;
    }
    count
}

fn echo(stream: impl Read) -> Count {
    let mut count = Count::default();
    for line in BufReader::new(stream).lines().map_while(Result::ok) {
        println!("{line}");
        count += Count::in_line(&line);
    }
    count
}
