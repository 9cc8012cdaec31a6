package io.asyncio4j.benchmarks.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/** A key and a certificate for servers, in the forms that the sides want: {@code keys.p12}, {@code chain.pem}, {@code key.pem}. */
final class Keys {

    private Keys() {}

    static void make(Path folder) throws IOException, InterruptedException {
        Path store = folder.resolve("keys.p12");
        String password = new String(NetServer.PASSWORD);
        int status = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-validity",
                "30",
                "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", password)
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        if (status != 0) {
            throw new IOException("keytool ended with status " + status);
        }
        try {
            KeyStore keys = NetServer.store(store);
            write(folder.resolve("chain.pem"), "CERTIFICATE", keys.getCertificate("server").getEncoded());
            write(folder.resolve("key.pem"), "PRIVATE KEY",
                    keys.getKey("server", NetServer.PASSWORD).getEncoded());
        } catch (Exception e) {
            throw new IOException("the key cannot be read", e);
        }
    }

    private static void write(Path file, String label, byte[] content) throws IOException {
        Files.writeString(file,
                "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(content)
                        + "\n-----END " + label + "-----\n");
    }
}
