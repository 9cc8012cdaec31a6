package io.asyncio4j.net;

import io.asyncio4j.net.internal.parts.NetParts;
import io.asyncio4j.net.internal.tls.PemFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link SSLContext} of the files that keys and certificates come in.
 *
 * <pre>{@code
 * SSLContext server = TlsContexts.builder().pemKey(chain, key).build();
 * SSLContext client = TlsContexts.builder().trustPem(authority).build();
 * }</pre>
 *
 * <p>The files are read at once, which blocks for as long as that takes.
 *
 * <p><b>Errors:</b> an {@link IOException} that names the file.
 *
 * <p><b>From CPython:</b> {@code ssl.create_default_context}, {@code load_cert_chain}, {@code load_verify_locations}.
 */
public final class TlsContexts {

    private @Nullable KeyStore keys;
    private char[] keyPassword = {};
    private @Nullable KeyStore trusted;

    private TlsContexts() {}

    /** {@return a builder for a context without a key that trusts what the JDK trusts} */
    public static TlsContexts builder() {
        NetParts.ensureTls();
        return new TlsContexts();
    }

    /**
     * Proves who this side is by a key and its certificates in PEM files.
     *
     * @param chain this side's certificate first, then those that it stands on
     * @param key the key: PKCS #8 or PKCS #1, not encrypted
     */
    public TlsContexts pemKey(Path chain, Path key) throws IOException {
        List<Certificate> certificates = PemFiles.certificates(chain);
        PrivateKey privateKey =
                PemFiles.privateKey(key, certificates.getFirst().getPublicKey().getAlgorithm());
        try {
            KeyStore store = emptyStore();
            var noPassword = new char[0];
            store.setKeyEntry("key", privateKey, noPassword, certificates.toArray(Certificate[]::new));
            keys = store;
            keyPassword = noPassword;
            return this;
        } catch (GeneralSecurityException e) {
            throw new IOException("the key in " + key + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Proves who this side is by what is in a PKCS #12 file. */
    public TlsContexts pkcs12Key(Path file, char[] password) throws IOException {
        keys = load(file, password);
        keyPassword = password.clone();
        return this;
    }

    /** Trusts the certificates in a PEM file, and what they have signed, in place of what the JDK trusts. */
    public TlsContexts trustPem(Path authorities) throws IOException {
        try {
            KeyStore store = trusted != null ? trusted : emptyStore();
            Collection<Certificate> certificates = PemFiles.certificates(authorities);
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("trusted-" + store.size(), certificate);
            }
            trusted = store;
            return this;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates in " + authorities + " cannot be used: " + e.getMessage(),
                    e);
        }
    }

    /** Trusts the certificates in a PKCS #12 file, and what they have signed, in place of what the JDK trusts. */
    public TlsContexts trustPkcs12(Path file, char[] password) throws IOException {
        trusted = load(file, password);
        return this;
    }

    /** {@return the context} */
    public SSLContext build() throws IOException {
        try {
            var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, keyPassword);
            var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trustManagers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys == null ? null : keyManagers.getKeyManagers(), trustManagers.getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the TLS context cannot be made: " + e.getMessage(), e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static KeyStore load(Path file, char[] password) throws IOException {
        Objects.requireNonNull(password, "password");
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            return store;
        } catch (FileSystemException e) { // it names the file
            throw e;
        } catch (GeneralSecurityException | IOException e) {
            throw new IOException(file + " cannot be read as PKCS #12: " + e.getMessage(), e);
        }
    }
}
