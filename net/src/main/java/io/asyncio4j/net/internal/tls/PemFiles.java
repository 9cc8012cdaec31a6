package io.asyncio4j.net.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys and certificates in PEM files. */
public final class PemFiles {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*(.*?)-----END \\1-----",
                    Pattern.DOTALL);
    // SEQUENCE { INTEGER 0, SEQUENCE { OID rsaEncryption, NULL }, OCTET STRING ...: what PKCS #8 puts around PKCS #1.
    private static final byte[] RSA_HEADER = {2, 1, 0, 0x30, 13, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86,
        (byte) 0xf7, 13, 1, 1, 1, 5, 0};

    private PemFiles() {}

    /** {@return the certificates in {@code file}, in order} There is one at least. */
    public static List<Certificate> certificates(Path file) throws IOException {
        try {
            var blocks = new ByteArrayOutputStream();
            Matcher block = blocks(file);
            while (block.find()) {
                if (block.group(1).endsWith("CERTIFICATE")) {
                    blocks.writeBytes((block.group() + "\n").getBytes(StandardCharsets.US_ASCII));
                }
            }
            var found = List.<Certificate>copyOf(CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(blocks.toByteArray())));
            if (found.isEmpty()) {
                throw new IOException("there is no certificate in " + file);
            }
            return found;
        } catch (CertificateException e) {
            throw new IOException("the certificates in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** {@return the private key in {@code file}, which is for {@code algorithm}} */
    public static PrivateKey privateKey(Path file, String algorithm) throws IOException {
        Matcher block = blocks(file);
        while (block.find()) {
            String label = block.group(1);
            if (label.endsWith("PRIVATE KEY")) {
                return switch (label) {
                    case "PRIVATE KEY" -> key(file, algorithm, body(file, block));
                    case "RSA PRIVATE KEY" -> key(file, "RSA", asPkcs8(file, block));
                    default -> throw new IOException(
                            "the key in " + file + " is a \"" + label + "\"; make a PKCS #8 key of it, with"
                                    + " \"openssl pkcs8 -topk8 -nocrypt\"");
                };
            }
        }
        throw new IOException("there is no private key in " + file);
    }

    // The comments between blocks may be in any encoding, and a file that is no text has no blocks.
    private static Matcher blocks(Path file) throws IOException {
        return BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    private static byte[] body(Path file, Matcher block) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException e) {
            throw new IOException("the key in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] asPkcs8(Path file, Matcher block) throws IOException {
        if (block.group(2).contains("Proc-Type:")) {
            throw new IOException("the key in " + file + " is encrypted; decrypt it, with \"openssl rsa\"");
        }
        byte[] octets = der(4, body(file, block));
        var inner = new ByteArrayOutputStream();
        inner.writeBytes(RSA_HEADER);
        inner.writeBytes(octets);
        return der(0x30, inner.toByteArray());
    }

    private static byte[] der(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.length;
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static PrivateKey key(Path file, String algorithm, byte[] pkcs8) throws IOException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new IOException("the key in " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
