//! dist/: the engine as wasm, its glue, and the page around them.

use std::fs;
use std::path::PathBuf;

use wasm_bindgen_cli_support::Bindgen;

use crate::run::{Outcome, cargo, command, finish, root};
use crate::tools;

/// How the engine is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// Small and fast to run; what is published.
    Release,
    /// Quick to compile; same results to the last bit, a larger file.
    Fast,
}

/// What the compiler may emit and every supported browser reads. Never `--all-features`: binaryen would then write forms
/// that browsers refuse.
const WASM_FEATURES: [&str; 9] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-simd",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-extended-const",
];

/// The whole page into dist/.
pub(crate) fn page(kind: Engine) -> Outcome {
    tools::wasm_targets()?;
    tools::npm_packages()?;
    engine(kind)?;
    opening()?;
    // The page of many files; what a page around it imports; then the same page in one, beside them.
    for config in ["www/vite.config.ts", "www/embed.config.ts", "www/one.config.ts"] {
        finish(tool("vite").args(["build", "--config", config, "--logLevel", "warn"]))?;
    }
    println!("dist/ is ready");
    Ok(())
}

/// The engines, each into a folder of its own.
pub(crate) fn engine(kind: Engine) -> Outcome {
    // The page's own last: all are built into one place, and the last one stays there under the plain name.
    for module in [CARD, LAB, PLAIN] {
        wasm(kind, &module)?;
    }
    crew(kind)
}

/// One wasm file with its glue.
struct Module {
    name: &'static str,
    folder: &'static str,
    features: &'static [&'static str],
}

/// What the page opens with.
const PLAIN: Module = Module { name: "glasslm", folder: "pkg", features: &[] };
/// What explains and measures too; fetched on demand.
const LAB: Module = Module { name: "glasslm_lab", folder: "pkg/lab", features: &["--features", "lab"] };
/// What computes on the graphics card; fetched on demand.
const CARD: Module = Module { name: "glasslm_gpu", folder: "pkg/gpu", features: &["--features", "gpu"] };

/// Keeps the folders of the machine that builds out of a module: a panic says `ndarray-0.17.2/src/…`, and the same sources give the same
/// bytes wherever cargo has its home.
fn unplaced(target: &str) -> Vec<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let Some(sources) = home.map(|home| home.join("registry/src")) else { return Vec::new() };
    let registries = fs::read_dir(sources).into_iter().flatten().flatten();
    let flags: Vec<String> =
        registries.map(|registry| format!("'--remap-path-prefix={}/='", registry.path().display())).collect();
    // Joined to those of .cargo/config.toml.
    vec!["--config".to_owned(), format!("target.{target}.rustflags=[{}]", flags.join(", "))]
}

fn profile_of(kind: Engine) -> &'static str {
    match kind {
        Engine::Release => "release",
        Engine::Fast => "wasm-fast",
    }
}

/// What trains on several threads; fetched on demand. It has no glue.
fn crew(kind: Engine) -> Outcome {
    let profile = profile_of(kind);
    let target = ["--target", tools::THREADS, "--profile", profile];
    finish(cargo().args(["build", "--lib"]).args(target).args(unplaced(tools::THREADS)))?;
    let built = target_directory().join(tools::THREADS).join(profile).join("glasslm.wasm");
    let wasm = root().join("pkg/crew/glasslm_crew.wasm");
    let put = || fs::create_dir_all(root().join("pkg/crew")).and_then(|()| fs::copy(&built, &wasm));
    // As it was linked: after `wasm-opt -O3` (binaryen 132), which would take a tenth of it, a helper did not come back once in a hundred
    // runs. Why is not known.
    put().map(drop).map_err(|error| format!("{}: {error}", wasm.display()))
}

fn wasm(kind: Engine, module: &Module) -> Outcome {
    let profile = profile_of(kind);
    let target = ["--target", tools::BROWSER, "--profile", profile];
    finish(
        cargo().args(["build", "--lib"]).args(target).args(module.features).args(unplaced(tools::BROWSER)),
    )?;
    let wasm = target_directory().join(tools::BROWSER).join(profile).join("glasslm.wasm");
    glue(&wasm, module)?;
    if kind == Engine::Release {
        smaller(&root().join(module.folder).join(format!("{}_bg.wasm", module.name)))?;
    }
    Ok(())
}

/// The bundled corpora's models, trained by this same library and put among the page's files.
pub(crate) fn opening() -> Outcome {
    let folder = root().join("www/public/checkpoints");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    finish(cargo().args(["run", "--quiet", "--bin", "opening", "--"]).arg(&folder))
}

/// A tool of the project's own npm packages, started itself and not through npx, so that stopping it stops it.
pub(crate) fn tool(name: &str) -> std::process::Command {
    let name = if cfg!(windows) { format!("{name}.cmd") } else { name.into() };
    command(&root().join("node_modules/.bin").join(name).to_string_lossy())
}

fn target_directory() -> PathBuf {
    // A relative CARGO_TARGET_DIR means relative to where cargo runs, which is the root.
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

fn glue(wasm: &std::path::Path, module: &Module) -> Outcome {
    let failed = |error| format!("the glue for {} could not be made: {error:#}", wasm.display());
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .web(true)
        .map_err(failed)?
        .typescript(true)
        // Otherwise Vite finds a second address of the wasm in the glue and ships it twice.
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name(module.name);
    bindgen.generate(root().join(module.folder)).map_err(failed)
}

fn smaller(wasm: &std::path::Path) -> Outcome {
    let smaller = wasm.with_file_name("smaller.wasm");
    // Twice: the second time finds what the first has made possible. The alignment that a load says it has, browsers' compilers do not
    // use; without it loads are more alike, which is half a per cent of the first load.
    // What is called from one place only stays a function: inlined, it is 4 kB more to load, and what a loop keeps in registers must make
    // room for it (a step of T is 1 to 2 % faster so).
    let passes = ["-O3", "-O3", "--dealign", "--one-caller-inline-max-function-size=30"];
    finish(tool("wasm-opt").args(passes).args(WASM_FEATURES).arg(wasm).arg("-o").arg(&smaller))?;
    fs::rename(&smaller, wasm).map_err(|error| format!("{}: {error}", wasm.display()))
}
