//! TLS as libpq's `sslmode` means it, on rustls. `require` and weaker encrypt without asking who
//! the server is; `verify-ca` asks whether a trusted root signed its certificate, `verify-full`
//! whether the certificate is for this host as well.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

/// libpq's `sslmode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Disable,
    Allow,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

impl Mode {
    const ALL: [Self; 6] =
        [Self::Disable, Self::Allow, Self::Prefer, Self::Require, Self::VerifyCa, Self::VerifyFull];

    pub fn name(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Allow => "allow",
            Self::Prefer => "prefer",
            Self::Require => "require",
            Self::VerifyCa => "verify-ca",
            Self::VerifyFull => "verify-full",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == text)
    }
}

/// Which roots are trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Roots {
    /// Nothing was said: `~/.postgresql/root.crt` if it is there, else the system's.
    Default(Option<PathBuf>),
    File(PathBuf),
    System,
}

/// The client's own certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientCertificate {
    /// Nothing was said: `postgresql.crt` and `postgresql.key` of this folder, if they are there.
    Default(Option<PathBuf>),
    Files {
        certificate: PathBuf,
        key: PathBuf,
    },
}

/// How a connection is encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    pub mode: Mode,
    pub roots: Roots,
    pub client: ClientCertificate,
}

impl Tls {
    /// The given mode, everything else as when nothing is said and there is no home directory.
    pub fn new(mode: Mode) -> Self {
        Self { mode, roots: Roots::Default(None), client: ClientCertificate::Default(None) }
    }

    /// Reads the certificates and makes what opens TLS sessions.
    pub fn connector(&self) -> Result<MakeRustlsConnect, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = Verifier { trust: self.trust()?, provider: Arc::clone(&provider) };
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Setup)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier));
        let config = match self.client_certificate()? {
            Some((chain, key)) => builder.with_client_auth_cert(chain, key).map_err(TlsError::ClientPair)?,
            None => builder.with_no_client_auth(),
        };
        Ok(MakeRustlsConnect::new(config))
    }

    fn trust(&self) -> Result<Trust, TlsError> {
        let file = match &self.roots {
            Roots::File(path) => Some(path),
            Roots::Default(Some(path)) if path.exists() => Some(path),
            Roots::Default(_) | Roots::System => None,
        };
        match (self.mode, file) {
            (Mode::Disable | Mode::Allow | Mode::Prefer, _) | (Mode::Require, None) => Ok(Trust::Anyone),
            // With a root file, libpq's `require` is `verify-ca`.
            (Mode::Require | Mode::VerifyCa, Some(path)) => Ok(Trust::Chain(Anchors::of_file(path)?)),
            (Mode::VerifyFull, Some(path)) => Ok(Trust::ChainAndName(Anchors::of_file(path)?)),
            (Mode::VerifyFull, None) => Ok(Trust::ChainAndName(Anchors::of_system()?)),
            (Mode::VerifyCa, None) => Err(TlsError::NoRootForVerifyCa),
        }
    }

    fn client_certificate(
        &self,
    ) -> Result<Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>, TlsError> {
        let (certificate, key) = match &self.client {
            ClientCertificate::Files { certificate, key } => (certificate.clone(), key.clone()),
            ClientCertificate::Default(Some(folder)) if folder.join("postgresql.crt").exists() => {
                (folder.join("postgresql.crt"), folder.join("postgresql.key"))
            }
            ClientCertificate::Default(_) => return Ok(None),
        };
        let chain = read_certificates(&certificate)?;
        let unreadable = |reason: String| TlsError::File { path: key.clone(), reason };
        let metadata = std::fs::metadata(&key).map_err(|error| unreadable(error.to_string()))?;
        // libpq's rule: root may let a group read it, nobody else may let anybody.
        let forbidden = if metadata.uid() == 0 { 0o037 } else { 0o077 };
        if metadata.mode() & forbidden != 0 {
            return Err(TlsError::KeyIsPublic { path: key });
        }
        let key = PrivateKeyDer::from_pem_file(&key)
            .map_err(|error| unreadable(format!("no private key in PEM without a passphrase ({error})")))?;
        Ok(Some((chain, key)))
    }
}

/// Why the certificates cannot be used; nothing was sent yet.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("cannot use {}: {reason}", path.display())]
    File { path: PathBuf, reason: String },
    #[error("{} is a private key that others can read\n  help: run `chmod 0600 {0}`", path.display())]
    KeyIsPublic { path: PathBuf },
    #[error(
        "sslmode=verify-ca needs the root certificate to trust\n  \
         help: set sslrootcert to its file, or write sslmode=verify-full"
    )]
    NoRootForVerifyCa,
    #[error(
        "sslmode=verify-full found no root certificates on this system{0}\n  \
         help: install the package ca-certificates, or set sslrootcert to a file"
    )]
    NoSystemRoots(String),
    #[error("the client certificate and its key do not fit: {0}")]
    ClientPair(rustls::Error),
    #[error("TLS cannot be set up: {0}")]
    Setup(rustls::Error),
}

fn read_certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let failed = |reason: String| TlsError::File { path: path.to_owned(), reason };
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    match certificates {
        Ok(certificates) if certificates.is_empty() => Err(failed("it holds no certificate in PEM".into())),
        Ok(certificates) => Ok(certificates),
        Err(rustls::pki_types::pem::Error::Io(error)) => Err(failed(error.to_string())),
        Err(error) => Err(failed(error.to_string())),
    }
}

/// Trusted roots: as rustls wants them, and as they stand in the file.
#[derive(Debug)]
struct Anchors {
    store: RootCertStore,
    certificates: Vec<CertificateDer<'static>>,
}

impl Anchors {
    fn of_file(path: &Path) -> Result<Self, TlsError> {
        let certificates = read_certificates(path)?;
        let mut store = RootCertStore::empty();
        for certificate in &certificates {
            store
                .add(certificate.clone())
                .map_err(|error| TlsError::File { path: path.to_owned(), reason: error.to_string() })?;
        }
        Ok(Self { store, certificates })
    }

    fn of_system() -> Result<Self, TlsError> {
        let found = rustls_native_certs::load_native_certs();
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(found.certs);
        if store.is_empty() {
            let reasons: Vec<String> = found.errors.iter().map(|error| format!(": {error}")).collect();
            return Err(TlsError::NoSystemRoots(reasons.concat()));
        }
        Ok(Self { store, certificates: Vec::new() })
    }
}

/// Whom a session may be opened with.
#[derive(Debug)]
enum Trust {
    Anyone,
    Chain(Anchors),
    ChainAndName(Anchors),
}

/// Decides on a server's certificate. The signature of the handshake is always checked: channel
/// binding relies on the server holding the key of the certificate it shows.
#[derive(Debug)]
struct Verifier {
    trust: Trust,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    fn verify_chain(
        &self,
        anchors: &Anchors,
        certificate: &CertificateDer<'_>,
        parsed: &ParsedCertificate<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<(), rustls::Error> {
        let algorithms = self.provider.signature_verification_algorithms.all;
        match verify_server_cert_signed_by_trust_anchor(
            parsed,
            &anchors.store,
            intermediates,
            now,
            algorithms,
        ) {
            // The self-signed certificate of PostgreSQL's manual is a root and the server's own at
            // once, which webpki refuses after it checked the dates. Trusted by name, it is fine.
            Err(rustls::Error::InvalidCertificate(CertificateError::Other(other)))
                if other.to_string().contains("CaUsedAsEndEntity")
                    && anchors.certificates.iter().any(|anchor| anchor.as_ref() == certificate.as_ref()) =>
            {
                Ok(())
            }
            result => result,
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let (anchors, name) = match &self.trust {
            Trust::Anyone => return Ok(ServerCertVerified::assertion()),
            Trust::Chain(anchors) => (anchors, None),
            Trust::ChainAndName(anchors) => (anchors, Some(server_name)),
        };
        let parsed = ParsedCertificate::try_from(end_entity)?;
        self.verify_chain(anchors, end_entity, &parsed, intermediates, now)?;
        if let Some(name) = name {
            verify_server_name(&parsed, name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// A rustls failure in words for people who never read rustls.
pub fn explain(error: &rustls::Error) -> String {
    let rustls::Error::InvalidCertificate(reason) = error else { return error.to_string() };
    match reason {
        CertificateError::UnknownIssuer => {
            "no trusted root certificate signed the server's certificate".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            let names = match reason {
                CertificateError::NotValidForNameContext { presented, .. } if !presented.is_empty() => {
                    // They come as `DnsName("localhost")`.
                    let names = presented.iter().map(|name| name.split('"').nth(1).unwrap_or(name));
                    format!("; it is for {}", names.collect::<Vec<_>>().join(", "))
                }
                _ => String::new(),
            };
            format!("the server's certificate is not for this host name{names}")
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the server's certificate has expired".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the server's certificate is not valid yet: is this machine's clock right?".to_owned()
        }
        _ => error.to_string(),
    }
}
