// Word statistics over files, as map and reduce: child processes read and count the files, as many at a time as there
// are processors, and the loop adds up what they have found. However many files there are, only some are under way.
//
//     ./asyncio4j run examples/MapReduce.java
//
// It makes a hundred files; a folder as an argument takes the place of those.

import static io.asyncio4j.Asyncio.*;

import io.asyncio4j.offload.MapOptions;
import io.asyncio4j.offload.ProcessPool;

void main(String[] args) throws IOException {
    var folder = args.length > 0 ? Path.of(args[0]) : makeFiles();
    List<String> files;
    try (var paths = Files.walk(folder)) {
        files = paths.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
    }
    run(() -> {
        var total = new TreeMap<String, Integer>();
        try (var pool = ProcessPool.open();
                var counts = pool.map(files, file -> countWords(file),
                        MapOptions.DEFAULT.asTheyCome().chunks(10))) {
            for (var ofFile : counts) {
                ofFile.forEach((word, count) -> total.merge(word, count, Integer::sum));
            }
        }
        IO.println(files.size() + " files, " + total.size() + " words");
        total.entrySet().stream().sorted(Map.Entry.<String, Integer>comparingByValue().reversed()).limit(3)
                .forEach(entry -> IO.println(entry.getKey() + ": " + entry.getValue()));
    });
}

static HashMap<String, Integer> countWords(String file) throws IOException {
    var counts = new HashMap<String, Integer>();
    for (var word : Files.readString(Path.of(file)).toLowerCase().split("\\W+")) {
        counts.merge(word, 1, Integer::sum);
    }
    return counts;
}

static Path makeFiles() throws IOException {
    var folder = Files.createTempDirectory("map-reduce");
    for (int i = 1; i <= 100; i++) {
        var file = folder.resolve(i + ".txt");
        Files.writeString(file, "the lake the lake and the boat ".repeat(i));
        file.toFile().deleteOnExit();
    }
    folder.toFile().deleteOnExit();
    return folder;
}
