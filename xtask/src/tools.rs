//! What must be on the machine before anything can be built, put there when it is missing.

use std::fs;

use crate::run::{Outcome, answers, cargo, command, finish, root};

/// The wasm targets of the toolchain in use: the engines', and the one with threads.
pub(crate) fn wasm_targets() -> Outcome {
    target(BROWSER)?;
    target(THREADS)
}

/// The target of the modules that the page loads.
pub(crate) const BROWSER: &str = "wasm32-unknown-unknown";
/// The target of the crew's module.
pub(crate) const THREADS: &str = "wasm32-wasip1-threads";

fn target(name: &str) -> Outcome {
    let folder = command("rustc").args(["--print", "target-libdir", "--target", name]).output();
    let present =
        folder.is_ok_and(|out| std::path::Path::new(String::from_utf8_lossy(&out.stdout).trim()).is_dir());
    if present {
        return Ok(());
    }
    println!("Installing the {name} target");
    finish(command("rustup").args(["target", "add", name]))
}

/// A target of 32 bits whose programs run here. It brings its own C library, so that no other package is needed.
pub(crate) fn narrow_target() -> Outcome<&'static str> {
    const TARGET: &str = "i686-unknown-linux-musl";
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Err("only Linux on x86-64 runs programs of 32 bits that this task can build".into());
    }
    target(TARGET)?;
    Ok(TARGET)
}

/// rustfmt and clippy; a minimal toolchain comes without them.
pub(crate) fn rust_components() -> Outcome {
    for (program, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        let present = cargo().args([program, "--version"]).output().is_ok_and(|out| out.status.success());
        if !present {
            println!("Installing {component}");
            finish(command("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(())
}

/// The npm packages, exactly those of package-lock.json, installed again only when that file has changed.
pub(crate) fn npm_packages() -> Outcome {
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

/// Where a Chromium stands on this machine; on Debian, as root, it is installed when there is none.
pub(crate) fn chromium() -> Outcome<String> {
    if let Ok(chosen) = std::env::var("CHROME") {
        return if answers(&chosen, &["--version"]) {
            Ok(chosen)
        } else {
            Err(format!("CHROME={chosen} does not start; name a Chromium or Chrome, or leave it out"))
        };
    }
    let known = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let find = || known.iter().find_map(|name| located(name));
    if let Some(found) = find() {
        return Ok(found);
    }
    if can_install() {
        println!("Installing Chromium for the browser tests");
        install(&["chromium", "fonts-dejavu-core"])?;
    }
    find().ok_or_else(|| {
        "the browser tests need Chromium: install it (on Debian `sudo apt install chromium`), or name one in CHROME".into()
    })
}

/// Firefox, and WebKit with a display that nobody sees, for the page's main walk; installed on Debian as root where they are missing.
/// Elsewhere the walk skips the browser that is not there.
pub(crate) fn other_browsers() -> Outcome {
    let missing = [
        ("firefox-esr", located("firefox-esr").or_else(|| located("firefox")).is_none()),
        ("webkit2gtk-driver", located("WebKitWebDriver").is_none()),
        ("xvfb", located("Xvfb").is_none()),
        // xvfb-run keeps other people from the display with it.
        ("xauth", located("xauth").is_none()),
    ];
    let missing: Vec<&str> = missing.iter().filter(|(_, missing)| *missing).map(|(name, _)| *name).collect();
    if missing.is_empty() || !can_install() {
        return Ok(());
    }
    println!("Installing {} for the walk in other browsers", missing.join(", "));
    install(&missing)
}

/// A Vulkan driver for the graphics card's tests: Mesa's, which computes in software where there is no card, is installed on Debian as
/// root where there is none.
pub(crate) fn vulkan() -> Outcome {
    let here = || {
        ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d"]
            .iter()
            .any(|folder| fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()))
    };
    if here() || std::env::var_os("VK_DRIVER_FILES").is_some() || !cfg!(target_os = "linux") {
        return Ok(());
    }
    if can_install() {
        println!("Installing Mesa's software Vulkan driver for the graphics card's tests");
        install(&["mesa-vulkan-drivers", "libvulkan1"])?;
    }
    if here() {
        return Ok(());
    }
    Err("no Vulkan driver is installed (on Debian `sudo apt install mesa-vulkan-drivers`)".into())
}

/// A Python that has PyTorch, for the test of what the page exports: `TORCH_PYTHON`, or a virtual environment under `target/`, which is
/// made here. On Debian, as root, from Debian's own package, a tenth of the size of the one in PyPI, which brings CUDA; elsewhere from
/// PyTorch's index of CPU builds.
pub(crate) fn torch() -> Outcome<String> {
    let failed = "the test of the export needs Python with PyTorch and NumPy: install them, and name that Python in TORCH_PYTHON";
    python_with("numpy, torch.distributed", "torch", failed, |folder, pip| {
        if can_install() {
            println!("Installing PyTorch for the test of the export");
            install(&["python3-torch"])?;
            let make = ["-m", "venv", "--clear", "--without-pip", "--system-site-packages", folder];
            finish(command("/usr/bin/python3").args(make))
        } else if answers("python3", &["--version"]) {
            println!("Installing PyTorch for the test of the export");
            environment("python3", folder)?;
            pip(&["--index-url", "https://download.pytorch.org/whl/cpu", "torch", "numpy"])
        } else {
            Ok(())
        }
    })
}

/// A Python that has JupyterLab and anywidget, for the test of the page in a notebook: `JUPYTER_PYTHON`, or a virtual environment under
/// `target/`, which is made here.
pub(crate) fn jupyter() -> Outcome<String> {
    let failed = "the test in a notebook needs Python with JupyterLab and anywidget: install them, and name that Python in JUPYTER_PYTHON";
    python_with("jupyterlab, anywidget", "jupyter", failed, |folder, pip| {
        if !answers("python3", &["--version"]) {
            return Ok(());
        }
        println!("Installing JupyterLab for the test in a notebook");
        environment("python3", folder)?;
        pip(&["jupyterlab==4.6.6", "anywidget==0.11.0"])
    })
}

/// A Python that has KenLM, for the test of the n-grams' files: `KENLM_PYTHON`, or a virtual environment under `target/`, where pip
/// compiles it. Where CMake is missing, Debian's is installed as root, with its compiler and Python.
pub(crate) fn kenlm() -> Outcome<String> {
    let failed = "the test of the n-grams' files needs Python with kenlm: install it, and name that Python in KENLM_PYTHON";
    python_with("kenlm", "kenlm", failed, |folder, pip| {
        if !answers("python3", &["--version"]) {
            return Ok(());
        }
        println!("Installing KenLM for the test of the n-grams' files");
        if !answers("cmake", &["--version"]) && can_install() {
            install(&["cmake", "g++", "python3-dev", "python3-venv"])?;
        }
        let make = |maker: &str| {
            environment(maker, folder)?;
            pip(&["setuptools", "wheel"])?;
            // With the tools that are there: in isolation pip may compile a CMake of its own first, for half an hour.
            pip(&["--no-build-isolation", "kenlm==0.3.0"])
        };
        match make("python3") {
            Err(_) if can_install() => make("/usr/bin/python3"),
            made => made,
        }
    })
}

/// A Python that can import these: the one that `NAME_PYTHON` names, or the virtual environment `target/name`. Where that cannot,
/// `make` is given its folder and its pip, and makes it if it can. `failed`: what to do where there is none.
fn python_with(
    imports: &str,
    name: &str,
    failed: &str,
    make: impl FnOnce(&str, &dyn Fn(&[&str]) -> Outcome) -> Outcome,
) -> Outcome<String> {
    let found = |python: String| {
        let outcome = command(&python).args(["-c", &format!("import {imports}")]).output();
        if outcome.is_ok_and(|out| out.status.success()) { Ok(python) } else { Err(failed.to_owned()) }
    };
    if let Ok(chosen) = std::env::var(format!("{}_PYTHON", name.to_uppercase())) {
        return found(chosen);
    }
    let folder = root().join("target").join(name);
    let python = folder.join("bin/python").to_string_lossy().into_owned();
    found(python.clone()).or_else(|_| {
        make(&folder.to_string_lossy(), &|what| {
            finish(command(&python).args(["-m", "pip", "install", "--quiet", "--retries", "1"]).args(what))
        })?;
        found(python.clone())
    })
}

/// An empty virtual environment of this Python.
fn environment(python: &str, folder: &str) -> Outcome {
    finish(command(python).args(["-m", "venv", "--clear", folder]))
}

/// Whether this is Debian, or like it, and we are root.
fn can_install() -> bool {
    let is_root = command("id").arg("-u").output().is_ok_and(|out| out.stdout.starts_with(b"0\n"));
    is_root && answers("apt-get", &["--version"])
}

fn install(packages: &[&str]) -> Outcome {
    finish(command("apt-get").args(["update", "-qq"]))?;
    finish(
        command("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["install", "-y", "-qq", "--no-install-recommends"])
            .args(packages),
    )
}

/// The full path of a program of the PATH.
fn located(name: &str) -> Option<String> {
    let folders = std::env::var_os("PATH")?;
    let found =
        std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())?;
    Some(found.to_string_lossy().into_owned())
}
