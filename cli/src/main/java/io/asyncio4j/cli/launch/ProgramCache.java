package io.asyncio4j.cli.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A folder of compiled programs, one file for each source file.
 *
 * <p>A file of the cache holds the source it was made from and all else that decides what a source compiles to, and
 * serves only if these are the same to the byte. It appears at once and complete, so that any number of programs may
 * start at the same time. Whatever is wrong with the folder, or with a file in it, only means that nothing is found.
 */
final class ProgramCache {

    private static final int FORMAT = 0x61696f31; // "aio1"
    // the script looks for the first kind: what it starts quickly is not what is to be compiled once more
    private static final String COMPILED = ".program";
    private static final String REFUSED = ".refused";
    // a program takes some kilobytes
    private static final int MOST_PROGRAMS = 200;

    private final Path folder;

    ProgramCache(Path folder) { this.folder = folder; }

    @Nullable
    CompiledProgram find(Program program) {
        CompiledProgram found = find(program, COMPILED);
        return found != null ? found : find(program, REFUSED);
    }

    private @Nullable CompiledProgram find(Program program, String suffix) {
        try {
            return read(Files.readAllBytes(fileOf(program, suffix)), program);
        } catch (IOException | RuntimeException e) { // not there, or damaged
            return null;
        }
    }

    private static @Nullable CompiledProgram read(byte[] bytes, Program program) throws IOException {
        int length = bytes.length - Long.BYTES;
        var in = new DataInputStream(new ByteArrayInputStream(bytes, 0, length));
        var end = new DataInputStream(new ByteArrayInputStream(bytes, length, Long.BYTES));
        if (end.readLong() != checksum(bytes, length)
                || in.readInt() != FORMAT
                || !in.readUTF().equals(program.file().toString())
                || !Arrays.equals(readBytes(in), program.surroundings().getBytes(UTF_8))
                || !Arrays.equals(readBytes(in), program.source())) {
            return null;
        }
        var mainClass = in.readUTF();
        var classes = new HashMap<String, byte[]>();
        for (int left = in.readInt(); left > 0; left--) {
            classes.put(in.readUTF(), readBytes(in));
        }
        return new CompiledProgram(mainClass, classes);
    }

    void store(Program program, CompiledProgram compiled) {
        try {
            Files.createDirectories(folder);
            var temporary = Files.createTempFile(folder, "new", null);
            try {
                Files.write(temporary, write(program, compiled));
                Files.move(temporary, fileOf(program, compiled.isRefused() ? REFUSED : COMPILED),
                        StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
            removeOldest();
        } catch (IOException | RuntimeException e) {
            // it will be compiled again
        }
    }

    private static byte[] write(Program program, CompiledProgram compiled) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(FORMAT);
        out.writeUTF(program.file().toString());
        writeBytes(out, program.surroundings().getBytes(UTF_8));
        writeBytes(out, program.source());
        out.writeUTF(compiled.mainClass());
        out.writeInt(compiled.classes().size());
        for (var entry : compiled.classes().entrySet()) {
            out.writeUTF(entry.getKey());
            writeBytes(out, entry.getValue());
        }
        out.writeLong(checksum(bytes.toByteArray(), bytes.size()));
        return bytes.toByteArray();
    }

    private void removeOldest() throws IOException {
        List<Path> files;
        try (var entries = Files.newDirectoryStream(folder, "*{" + COMPILED + "," + REFUSED + "}")) {
            files = new ArrayList<>();
            entries.forEach(files::add);
        }
        if (files.size() > MOST_PROGRAMS) {
            files.sort(Comparator.comparingLong(ProgramCache::lastModified));
            for (var file : files.subList(0, files.size() - MOST_PROGRAMS)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static long lastModified(Path file) {
        return file.toFile().lastModified();
    }

    // Two programs of the same name here take turns. It begins as the program's, as the script expects.
    private Path fileOf(Program program, String suffix) {
        String file = program.file().toString();
        String name = file.substring(file.lastIndexOf('/') + 1);
        return folder
                .resolve((name.endsWith(".java") ? name.substring(0, name.length() - ".java".length()) : name)
                        + '-' + Integer.toHexString(file.hashCode()) + suffix);
    }

    private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }

    private static long checksum(byte[] bytes, int length) {
        var checksum = new CRC32();
        checksum.update(bytes, 0, length);
        return checksum.getValue();
    }
}
