package io.asyncio4j.monitor.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.asyncio4j.monitor.Monitor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Requests to a monitor, to the letter: with any host, origin or cookie, as a browser would not send them. */
public final class Http {

    /** An answer, its headers by their names in lower case. */
    public record Answer(int status, Map<String, String> headers, String body) {

        public JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }
    }

    private final Monitor monitor;
    private String cookie = "";
    private String key = "";

    private Http(Monitor monitor) { this.monitor = monitor; }

    /** {@return somebody without the token} */
    public static Http stranger(Monitor monitor) {
        return new Http(monitor);
    }

    /** {@return somebody who has opened the address} */
    public static Http friend(Monitor monitor) {
        var friend = new Http(monitor);
        Answer answer = friend.get("/?" + monitor.address().getRawQuery());
        friend.cookie = answer.headers().getOrDefault("set-cookie", "").split(";")[0];
        friend.key = friend.get("/api/session").json().get("key").asText();
        return friend;
    }

    public String cookie() {
        return cookie;
    }

    public String key() {
        return key;
    }

    public String host() {
        return "127.0.0.1:" + monitor.port();
    }

    public Answer get(String path, String... more) {
        var headers = new ArrayList<>(List.of("Host: " + host()));
        if (!cookie.isEmpty()) {
            headers.add("Cookie: " + cookie);
        }
        headers.addAll(List.of(more));
        return send("GET " + path + " HTTP/1.1", headers, "");
    }

    /** {@return the statuses of {@code count} requests}, which are sent one right after the other. */
    public List<Integer> getMany(String path, int count) {
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + host() + "\r\nCookie: " + cookie + "\r\n";
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), monitor.port())) {
            Thread.startVirtualThread(() -> {
                try {
                    OutputStream out = socket.getOutputStream();
                    out.write((request + "\r\n").repeat(count - 1).getBytes(StandardCharsets.UTF_8));
                    out.write((request + "Connection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return Pattern.compile("HTTP/1.1 (\\d+) ").matcher(answers).results()
                    .map(found -> Integer.valueOf(found.group(1))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the answer to a question, with its parameters} */
    public JsonNode ask(String path, Object... parameters) {
        Answer answer = get(path + "?" + encode(parameters));
        if (answer.status() != 200) {
            throw new AssertionError(path + ": " + answer);
        }
        return answer.json();
    }

    public Answer post(String path, Object... parameters) {
        return send("POST " + path + " HTTP/1.1", List.of("Host: " + host(), "Origin: http://" + host(),
                "Cookie: " + cookie, "X-Asyncio4j-Key: " + key), encode(parameters));
    }

    public static String encode(Object... parameters) {
        var text = new StringBuilder();
        for (int i = 0; i < parameters.length; i += 2) {
            text.append(i == 0 ? "" : "&").append(parameters[i]).append('=')
                    .append(URLEncoder.encode(parameters[i + 1].toString(), StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    public Answer send(String line, List<String> headers, String body) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), monitor.port())) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String head = line + "\r\n" + String.join("\r\n", headers)
                    + "\r\nContent-Length: " + bytes.length + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(bytes);
            byte[] answer = socket.getInputStream().readAllBytes();
            int end = new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
            List<String> lines = new String(answer, 0, end, StandardCharsets.ISO_8859_1).lines().toList();
            var found = new TreeMap<String, String>();
            for (String each : lines.subList(1, lines.size())) {
                String[] entry = each.split(":", 2);
                found.put(entry[0].toLowerCase(Locale.ROOT), entry[1].strip());
            }
            byte[] content = Arrays.copyOfRange(answer, end + 4, answer.length);
            if ("gzip".equals(found.get("content-encoding"))) {
                content = new GZIPInputStream(new ByteArrayInputStream(content)).readAllBytes();
            }
            return new Answer(Integer.parseInt(lines.getFirst().split(" ")[1]), found,
                    new String(content, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
