//! `cargo xtask start | test | build | fuzz | bench`: everything a person runs on this project.

mod bench;
mod build;
mod count;
mod run;
mod start;
mod test;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask start         build, serve the page, rebuild when a source changes (PORT chooses the port, 8080 otherwise)
cargo xtask test          every check and every test
cargo xtask build         dist/: the page as static files for any folder of any host (--fast: a quick, larger engine)
cargo xtask fuzz          ten million random byte strings and a million random texts through the reader; a million through what the page appends by
cargo xtask bench         how fast it trains, natively and in Chromium (--peers: and other libraries; --against REV: and before)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["start"] => start::start(),
        ["test"] => test::all(),
        ["build"] => build::page(build::Engine::Release),
        ["build", "--fast"] => build::page(build::Engine::Fast),
        ["fuzz"] => test::fuzz(),
        ["bench", options @ ..] => bench::Options::read(options).and_then(|options| bench::run(&options)),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(format!("`{}` is not a task; these are:\n{HELP}", words.join(" "))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
