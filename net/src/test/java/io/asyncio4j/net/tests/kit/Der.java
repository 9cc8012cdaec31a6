package io.asyncio4j.net.tests.kit;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** As much of DER as a certificate needs. */
final class Der {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Der() {}

    static byte[] of(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        var out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length >= 0x100) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length >= 0x80) {
            out.write(0x81);
        }
        out.write(length);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    static byte[] sequence(byte[]... parts) {
        return of(0x30, parts);
    }

    static byte[] integer(BigInteger value) {
        return of(2, value.toByteArray());
    }

    static byte[] octets(byte[] value) {
        return of(4, value);
    }

    static byte[] bits(byte[] value) {
        return of(3, new byte[1], value);
    }

    static byte[] isTrue() {
        return of(1, new byte[] {(byte) 0xff});
    }

    static byte[] time(Instant value) {
        return of(0x18, TIME.format(value).getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] oid(String dotted) {
        String[] numbers = dotted.split("\\.");
        var out = new ByteArrayOutputStream();
        out.write(Integer.parseInt(numbers[0]) * 40 + Integer.parseInt(numbers[1]));
        for (int i = 2; i < numbers.length; i++) {
            int number = Integer.parseInt(numbers[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (number >> shift != 0) {
                    out.write(number >> shift & 0x7f | 0x80);
                }
            }
            out.write(number & 0x7f);
        }
        return of(6, out.toByteArray());
    }

    static byte[] commonName(String name) {
        return sequence(of(0x31, sequence(oid("2.5.4.3"), of(12, name.getBytes(StandardCharsets.UTF_8)))));
    }
}
