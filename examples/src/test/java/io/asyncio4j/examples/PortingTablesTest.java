package io.asyncio4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/guide/porting.md} has every name of asyncio's two indexes, and what it names in their place is there. */
class PortingTablesTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern ROW = Pattern.compile("^\\|(.*?)\\|(.*)\\|$", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    /** Of the pages asyncio-api-index and asyncio-llapi-index of Python 3.14, in their order. */
    private static final List<String> INDEXES =
            List.of("""
                    run Runner Task TaskGroup create_task current_task all_tasks sleep gather wait_for shield wait timeout to_thread
                    run_coroutine_threadsafe as_completed
                    Queue PriorityQueue LifoQueue
                    create_subprocess_exec create_subprocess_shell
                    open_connection open_unix_connection start_server start_unix_server StreamReader StreamWriter
                    Lock Event Condition Semaphore BoundedSemaphore Barrier
                    CancelledError

                    get_running_loop get_event_loop set_event_loop new_event_loop
                    run_until_complete run_forever stop close is_running is_closed shutdown_asyncgens
                    set_debug get_debug
                    call_soon call_soon_threadsafe call_later call_at
                    run_in_executor set_default_executor
                    create_future set_task_factory get_task_factory
                    getaddrinfo getnameinfo
                    create_connection create_server create_unix_connection create_unix_server connect_accepted_socket
                    create_datagram_endpoint sendfile start_tls connect_read_pipe connect_write_pipe subprocess_exec subprocess_shell
                    sock_recv sock_recv_into sock_recvfrom sock_recvfrom_into sock_sendall sock_sendto sock_connect sock_accept
                    sock_sendfile add_reader remove_reader add_writer remove_writer
                    add_signal_handler remove_signal_handler
                    call_exception_handler set_exception_handler get_exception_handler default_exception_handler
                    is_closing get_extra_info set_protocol get_protocol
                    is_reading pause_reading resume_reading
                    write writelines can_write_eof write_eof abort get_write_buffer_size get_write_buffer_limits
                    set_write_buffer_limits
                    sendto
                    get_pid get_pipe_transport get_returncode kill send_signal terminate
                    connection_made connection_lost pause_writing resume_writing
                    data_received eof_received get_buffer buffer_updated
                    datagram_received error_received
                    pipe_data_received pipe_connection_lost process_exited
                    get_event_loop_policy set_event_loop_policy AbstractEventLoopPolicy
                    """
                    .strip().split("\\s+"));

    /** What the right column names and the library does not have: the JDK's, and words of examples. */
    private static final Set<String> OTHERS = Set.of(
            "java", "util", "concurrent", "TimeoutException", "instanceof", "InetAddress", "getAllByName",
            "host", "async",
            "for", "null", "subprocess", "asyncio");

    private static String tables() throws IOException {
        var page = Files.readString(ROOT.resolve("docs/guide/porting.md"));
        return page.substring(page.indexOf("## Every name"), page.indexOf("## Five programs"));
    }

    private static Stream<String> code(String cell) {
        return CODE.matcher(cell).results().map(found -> found.group(1));
    }

    @Test
    void everyNameOfTheIndexes_isInTheTables() throws IOException {
        var left = new TreeSet<String>();
        ROW.matcher(tables()).results().flatMap(row -> code(row.group(1))).forEach(left::add);
        assertThat(left).containsAll(INDEXES);
    }

    @Test
    void everyRow_saysWhatIsHereOrWhyNot() throws IOException {
        assertThat(ROW.matcher(tables()).results().map(row -> row.group(2).strip())
                .filter(cell -> !cell.equals("here") && !cell.equals("there") && !cell.startsWith("---")))
                .hasSizeGreaterThan(60).allSatisfy(
                        cell -> assertThat(cell.contains("`") || cell.startsWith("not here, because ")
                                || cell.startsWith("the ")).as(cell).isTrue());
    }

    @Test
    void whatTheRightColumnNames_isInTheLibrary() throws IOException {
        var api = Files.readString(ROOT.resolve("core/api/asyncio4j-core.api"))
                + Files.readString(ROOT.resolve("net/api/asyncio4j-net.api"));
        var named = ROW.matcher(tables()).results().map(row -> row.group(2))
                .filter(cell -> !cell.strip().startsWith("not here"))
                .flatMap(PortingTablesTest::code)
                .map(code -> code.replaceAll("\\([^()]*\\)", "")) // arguments
                .flatMap(code -> Pattern.compile("[A-Za-z]\\w+").matcher(code).results())
                .map(found -> found.group())
                .filter(word -> !OTHERS.contains(word)
                        && !Set.of("loop", "writer", "reader", "endpoint", "process",
                                "server", "options").contains(word))
                .distinct().toList();
        assertThat(named).hasSizeGreaterThan(100).contains("sendFile", "connectReadPipe", "wrapFuture");
        assertThat(named).allSatisfy(
                word -> assertThat(Pattern.compile("\\b" + word + "\\b").matcher(api).find()).as(word)
                        .isTrue());
    }
}
