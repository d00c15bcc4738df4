//! Running other programs from the repository's root, with errors that say in one sentence what failed.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The outcome of a task; the error is a sentence for the person who started it.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The repository's root, the parent of this crate.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A command that will run in the root.
pub(crate) fn command(program: &str) -> Command {
    // npm and npx are scripts with another name on Windows.
    let name = if cfg!(windows) && matches!(program, "npm" | "npx") {
        format!("{program}.cmd")
    } else {
        program.into()
    };
    let mut command = Command::new(name);
    command.current_dir(root());
    // The wasm flags stand in .cargo/config.toml, and this variable would replace them without a word.
    command.env_remove("RUSTFLAGS");
    command
}

/// The cargo that started this task, so that the toolchain stays the same.
pub(crate) fn cargo() -> Command {
    command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
}

/// Runs to the end, output shown; an exit code other than 0 is an error.
pub(crate) fn finish(command: &mut Command) -> Outcome {
    let shown = describe(command);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{shown}` failed ({status})")),
        Err(error) => Err(format!("`{shown}` could not be started: {error}")),
    }
}

/// What a person would type for this command.
pub(crate) fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// Whether a program can be started and exits well when asked this.
pub(crate) fn answers(program: &str, arguments: &[&str]) -> bool {
    let mut command = command(program);
    command.args(arguments).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
