//! The Python that `make packages` sets up, with libraries that are not ours.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// Runs a script of `tests/python`, which must end well; gives what it says.
pub(crate) fn script<A: AsRef<OsStr>>(
    name: &str,
    arguments: impl IntoIterator<Item = A>,
) -> Vec<u8> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python").join(name);
    let arguments = arguments.into_iter().map(|argument| argument.as_ref().to_owned());
    program("python", std::iter::once(script.into_os_string()).chain(arguments))
}

/// Runs a program that stands beside that Python, in a folder of its own; it must end well. Gives
/// what it says.
pub(crate) fn program<A: AsRef<OsStr>>(
    name: &str,
    arguments: impl IntoIterator<Item = A>,
) -> Vec<u8> {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/python/bin").join(name);
    assert!(program.exists(), "there is no `{name}`: run `make packages`");
    let here = tempfile::tempdir().unwrap();
    let mut command = Command::new(program);
    command.args(arguments).current_dir(here.path()).env("NO_COLOR", "1");
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}
