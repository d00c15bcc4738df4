//! What must be on the machine before anything can be built, put there when it is missing.

use std::fs;

use crate::run::{Outcome, answers, command, finish, root};

/// The wasm target of the toolchain in use.
pub fn wasm_target() -> Outcome {
    let listed =
        command("rustc").args(["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]).output();
    let present = listed.is_ok_and(|out| {
        std::path::Path::new(String::from_utf8_lossy(&out.stdout).trim()).join("..").join("lib").is_dir()
    });
    if present {
        return Ok(());
    }
    println!("Installing the wasm32-unknown-unknown target");
    finish(command("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
}

/// The npm packages, exactly those of package-lock.json, installed again only when that file has changed.
pub fn npm_packages() -> Outcome {
    if !answers("node", &["--version"]) || !answers("npm", &["--version"]) {
        return Err("Node.js 20.19 or newer with npm is needed: see https://nodejs.org".into());
    }
    let lock =
        fs::read(root().join("package-lock.json")).map_err(|error| format!("package-lock.json: {error}"))?;
    // The lock file that was installed, kept beside the packages: the same bytes mean nothing to do.
    let stamp = root().join("node_modules/.installed-lock");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("Installing the npm packages");
    finish(command("npm").args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
    fs::write(&stamp, lock).map_err(|error| format!("{}: {error}", stamp.display()))
}
