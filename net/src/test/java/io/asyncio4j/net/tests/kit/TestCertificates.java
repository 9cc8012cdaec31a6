package io.asyncio4j.net.tests.kit;

import io.asyncio4j.net.TlsContexts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** An authority and certificates that it has signed, made once a JVM. */
public final class TestCertificates {

    /** The password of all PKCS #12 files. */
    public static final char[] PASSWORD = "changeit".toCharArray();

    private static final Path FOLDER = make();

    private record Identity(KeyPair keys, Certificate certificate, String name) {}

    private TestCertificates() {}

    /**
     * {@return a file}: {@code authority.pem}; of server, rsa, elsewhere, client, expired, future, forged, forsigning,
     * clientonly, serveronly, bylayman, stranger: .p12, .pem, -key.pem
     */
    public static Path file(String name) {
        return FOLDER.resolve(name);
    }

    /** {@return the context of a server that proves to be localhost} */
    public static SSLContext server() throws IOException {
        return key("server");
    }

    /** {@return a context with a key, which trusts the authority} */
    public static SSLContext key(String name) throws IOException {
        return TlsContexts.builder().pkcs12Key(file(name + ".p12"), PASSWORD).trustPem(file("authority.pem"))
                .build();
    }

    /** {@return the context of a client without a key that trusts the authority} */
    public static SSLContext client() throws IOException {
        return TlsContexts.builder().trustPem(file("authority.pem")).build();
    }

    private static Path make() {
        try {
            Path folder = Files.createTempDirectory("asyncio4j-certificates");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            Identity authority = new Wish("Test Authority").make();
            Files.writeString(folder.resolve("authority.pem"),
                    pem("CERTIFICATE", authority.certificate.getEncoded()));
            for (Wish wish : List.of(new Wish("server"), new Wish("rsa").withAlgorithm("RSA"),
                    new Wish("elsewhere").withHost("elsewhere.example"),
                    new Wish("client").withHost("client.example"),
                    new Wish("expired").valid(-2, -1), new Wish("future").valid(1, 10),
                    new Wish("clientonly").withUsage("1.3.6.1.5.5.7.3.2"),
                    new Wish("serveronly").withUsage("1.3.6.1.5.5.7.3.1"))) {
                write(folder, wish.signedBy(authority).make(), authority);
            }
            Identity layman = new Wish("layman").signedBy(authority).make();
            write(folder, new Wish("bylayman").signedBy(layman).make(), layman, authority);
            Identity forger = new Identity(new KeyPair(authority.keys.getPublic(), layman.keys.getPrivate()),
                    authority.certificate, authority.name);
            write(folder, new Wish("forged").signedBy(forger).make(), authority);
            write(folder, new Wish("stranger").make());
            return folder;
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            // the system's cleaning will find it
        }
    }

    /**
     * A certificate to be made, valid from so many days from now to so many: for {@code host} (and its addresses, if that
     * is localhost), for one usage only if that is said, signed by itself if there is no issuer.
     */
    private record Wish(String name, String algorithm, Identity issuer, String host, int from, int to,
            String usage) {

        Wish(String name) {
            this(name, "EC", null, "localhost", -2, 10, null);
        }

        Wish withAlgorithm(String algorithm) {
            return new Wish(name, algorithm, issuer, host, from, to, usage);
        }

        Wish withHost(String host) {
            return new Wish(name, algorithm, issuer, host, from, to, usage);
        }

        Wish valid(int from, int to) {
            return new Wish(name, algorithm, issuer, host, from, to, usage);
        }

        Wish withUsage(String usage) {
            return new Wish(name, algorithm, issuer, host, from, to, usage);
        }

        Wish signedBy(Identity issuer) {
            return new Wish(name, algorithm, issuer, host, from, to, usage);
        }

        Identity make() throws GeneralSecurityException {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("EC") ? 256 : 2048);
            KeyPair keys = generator.generateKeyPair();
            KeyPair signer = issuer == null ? keys : issuer.keys;
            byte[] signing = Der.sequence(Der.oid("1.2.840.10045.4.3.2")); // the authority's key is an EC one
            Instant now = Instant.now();
            byte[] body = Der.sequence(
                    Der.of(0xa0, Der.integer(BigInteger.TWO)),
                    Der.integer(BigInteger.valueOf(System.nanoTime())),
                    signing,
                    Der.commonName(issuer == null ? name : issuer.name),
                    Der.sequence(Der.time(now.plus(Duration.ofDays(from))),
                            Der.time(now.plus(Duration.ofDays(to)))),
                    Der.commonName(name),
                    keys.getPublic().getEncoded(),
                    Der.of(0xa3, Der.sequence(extensions(keys, signer))));
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(signer.getPrivate());
            signature.update(body);
            byte[] certificate = Der.sequence(body, signing, Der.bits(signature.sign()));
            return new Identity(keys, CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificate)), name);
        }

        private byte[] extensions(KeyPair own, KeyPair signer) throws GeneralSecurityException {
            var all = new ByteArrayOutputStream();
            all.writeBytes(extension("2.5.29.14", Der.octets(idOf(own))));
            all.writeBytes(extension("2.5.29.35", Der.sequence(Der.of(0x80, idOf(signer)))));
            if (name.equals("Test Authority")) { // it may sign certificates
                all.writeBytes(critical("2.5.29.19", Der.sequence(Der.isTrue())));
                all.writeBytes(critical("2.5.29.15", new byte[] {3, 2, 2, 4}));
            } else {
                byte[] named = Der.of(0x82, host.getBytes(StandardCharsets.US_ASCII));
                all.writeBytes(extension("2.5.29.17", host.equals("localhost")
                        ? Der.sequence(named, address("127.0.0.1"), address("::1")) : Der.sequence(named)));
            }
            if (usage != null) {
                all.writeBytes(extension("2.5.29.37", Der.sequence(Der.oid(usage))));
            }
            return all.toByteArray();
        }
    }

    private static byte[] address(String literal) {
        return Der.of(0x87, InetAddress.ofLiteral(literal).getAddress());
    }

    private static byte[] idOf(KeyPair keys) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-1").digest(keys.getPublic().getEncoded());
    }

    private static byte[] extension(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.octets(value));
    }

    private static byte[] critical(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.isTrue(), Der.octets(value));
    }

    private static void write(Path folder, Identity identity, Identity... issuers)
            throws IOException, GeneralSecurityException {
        Certificate[] chain = Stream.concat(Stream.of(identity), Stream.of(issuers))
                .map(Identity::certificate).toArray(Certificate[]::new);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", identity.keys.getPrivate(), PASSWORD, chain);
        try (var out = Files.newOutputStream(folder.resolve(identity.name + ".p12"))) {
            store.store(out, PASSWORD);
        }
        var text = new StringBuilder();
        for (Certificate certificate : chain) {
            text.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        Files.writeString(folder.resolve(identity.name + ".pem"), text);
        Files.writeString(folder.resolve(identity.name + "-key.pem"),
                pem("PRIVATE KEY", identity.keys.getPrivate().getEncoded()));
    }

    /** {@return a PEM block} */
    public static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END " + label + "-----\n";
    }
}
