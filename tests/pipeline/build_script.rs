//! The build script tells Cargo what it reads, writes what the pipeline makes, and says what is wrong.

use std::fs;
use std::path::{Path, PathBuf};

use crate::pipeline::{FEATURES, generate};
use crate::script::{Documents, directives};
use crate::vendored;

/// The documents of this package with one page beside them, and an empty directory to write into, which is
/// the test's own.
fn prepared(test: &str, other: &str) -> (Documents, PathBuf) {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(home.join("out")).unwrap();
    let page = home.join("other.yaml");
    fs::write(&page, other).unwrap();
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("spec");
    (Documents { directory, others: vec![page] }, home.join("out"))
}

#[test]
fn every_document_that_is_read_is_one_whose_change_makes_cargo_run_it_again() {
    let (documents, out) = prepared("watched", include_str!("../pages/trouble.yaml"));
    let directives = directives(&documents, &FEATURES, Some(out.into()));
    let watched: Vec<&str> =
        directives.iter().filter_map(|it| it.strip_prefix("cargo::rerun-if-changed=")).collect();
    let sources = documents.read().unwrap();
    assert_eq!(sources.pages.len(), vendored().pages.len() + 1);
    for read in sources.pages.iter().chain([&sources.overlay]) {
        // The name of a page is the end of its path.
        let places = watched.iter().map(Path::new);
        let known = |place: &Path| {
            place.ends_with(&read.name)
                || fs::read_dir(place)
                    .is_ok_and(|mut files| files.any(|it| it.unwrap().path().ends_with(&read.name)))
        };
        assert!(places.into_iter().any(known), "{} is not among {watched:?}", read.name);
    }
    // A path that does not exist would make Cargo run it every time.
    assert!(watched.iter().all(|it| Path::new(it).exists()), "{watched:?}");
}

#[test]
fn what_it_writes_is_what_the_pipeline_makes_of_the_documents_with_the_features_that_are_enabled() {
    let (mut documents, out) = prepared("written", "");
    documents.others.clear();
    for features in [&FEATURES[..], &["mock"], &[]] {
        assert!(
            directives(&documents, features, Some(out.clone().into()))
                .iter()
                .all(|it| it.contains("rerun-if"))
        );
        let made = generate(&vendored(), features).unwrap_or_else(|it| panic!("{it:#?}"));
        for (file, text) in [
            ("client.rs", &made.client),
            ("mock.rs", &made.mock),
            ("decoders.rs", &made.decoders),
            ("outline.txt", &made.outline),
        ] {
            assert!(fs::read_to_string(out.join(file)).unwrap() == *text, "{file}: {features:?}");
        }
        assert_eq!(made.mock.contains("trait MockServerExt"), !features.is_empty());
    }
}

#[test]
fn what_cannot_be_taken_is_an_error_of_cargo_and_what_is_left_out_a_warning() {
    let kinds = |test: &str, other: &str| {
        let (documents, out) = prepared(test, other);
        let directives = directives(&documents, &FEATURES, Some(out.clone().into()));
        let kinds = directives.iter().filter_map(|it| it.strip_prefix("cargo::")?.split_once('='));
        let kinds: Vec<String> = kinds.map(|(kind, _)| kind.to_owned()).collect();
        (kinds, out.join("client.rs").exists())
    };
    let (broken, written) = kinds("broken", "openapi: [");
    assert_eq!((broken.last().map(String::as_str), written), (Some("error"), false));
    let (troubled, written) = kinds("troubled", include_str!("../pages/trouble.yaml"));
    assert_eq!((troubled.last().map(String::as_str), written), (Some("warning"), true));
}
