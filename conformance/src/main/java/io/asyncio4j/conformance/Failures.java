package io.asyncio4j.conformance;

import io.asyncio4j.CancelledError;
import io.asyncio4j.ExceptionGroup;
import io.asyncio4j.GeneratorExit;
import io.asyncio4j.InvalidStateException;
import io.asyncio4j.LoopExit;
import io.asyncio4j.net.ConnectionLostException;
import io.asyncio4j.net.IncompleteReadException;
import io.asyncio4j.net.LimitOverrunException;
import io.asyncio4j.sync.BrokenBarrierException;
import io.asyncio4j.sync.QueueEmptyException;
import io.asyncio4j.sync.QueueFullException;
import io.asyncio4j.sync.QueueShutDownException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** The exceptions of scenarios, and the names that traces have for all others. */
final class Failures {

    private Failures() {}

    /** Raised by scenarios, where it is called Error. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        Failure(String message) {
            super(message);
        }
    }

    /** Another one, to be told apart from the first. */
    static final class Other extends Exception {
        private static final long serialVersionUID = 1L;

        Other(String message) {
            super(message);
        }
    }

    /** One that is no {@link Exception}: a {@code BaseException} in Python. */
    static final class Base extends Error {
        private static final long serialVersionUID = 1L;

        Base(String message) {
            super(message);
        }
    }

    /** A cancellation of a kind of its own. */
    static final class Subcancelled extends CancelledError {
        private static final long serialVersionUID = 1L;

        Subcancelled(String message) {
            super(message);
        }
    }

    /** One that leaves the loop: a {@code SystemExit} in Python. */
    static final class Fatal extends LoopExit {
        private static final long serialVersionUID = 1L;

        Fatal(String message) {
            super(message);
        }
    }

    /** Nothing can run, and nothing ever will. */
    static final class Deadlock extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    static Throwable make(String kind, String message) {
        return switch (kind) {
            case "Error" -> new Failure(message);
            case "Other" -> new Other(message);
            case "Base" -> new Base(message);
            case "Fatal" -> new Fatal(message);
            case "Subcancelled" -> new Subcancelled(message);
            case "Cancelled" -> new CancelledError(message.isEmpty() ? null : message);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    static Class<? extends Throwable> typeOf(String kind) {
        return switch (kind) {
            case "Error" -> Failure.class;
            case "Other" -> Other.class;
            case "Base" -> Base.class;
            default -> throw new IllegalArgumentException(kind);
        };
    }

    static boolean matches(String kind, Throwable e) {
        return switch (kind) {
            case "Any" -> true;
            case "Exception" -> e instanceof Exception;
            case "Fatal" -> e instanceof LoopExit;
            default -> name(e).equals(kind);
        };
    }

    /** {@return what traces say of {@code e}}: a name that both languages know, and the message if it is ours. */
    static String text(Throwable e) {
        return switch (e) {
            case ExceptionGroup group ->
                    group.exceptions().stream().map(Failures::text)
                            .collect(Collectors.joining(", ", "Group[", "]"));
            case Failure _,Other _,Base _,Fatal _ -> name(e) + "(" + e.getMessage() + ")";
            case GeneratorExit _ -> name(e);
            case CancelledError cancelled ->
                    "Cancelled(" + (cancelled.message() == null ? "" : cancelled.message()) + ")";
            case TimeoutException _ -> "Timeout()";
            case IncompleteReadException incomplete ->
                    "Incomplete(" + new String(incomplete.partial(), StandardCharsets.ISO_8859_1) + " of "
                            + (incomplete.expected() == null ? "any" : incomplete.expected()) + ")";
            default -> name(e);
        };
    }

    private static String name(Throwable e) {
        return switch (e) {
            case ExceptionGroup _ -> "Group";
            case Failure _ -> "Error";
            case Other _ -> "Other";
            case Base _ -> "Base";
            case Fatal _ -> "Fatal";
            case GeneratorExit _ -> "GeneratorExit";
            case CancelledError _ -> "Cancelled";
            case TimeoutException _ -> "Timeout";
            case InvalidStateException _ -> "InvalidState";
            case BrokenBarrierException _ -> "BrokenBarrier";
            case QueueFullException _ -> "QueueFull";
            case QueueEmptyException _ -> "QueueEmpty";
            case QueueShutDownException _ -> "QueueShutDown";
            case IncompleteReadException _ -> "Incomplete";
            case NoSuchFileException _ -> "NoFile";
            case AccessDeniedException _ -> "NoAccess";
            case LimitOverrunException _ -> "Overrun";
            case ConnectException _ -> "Refused";
            case ConnectionLostException _ -> "Reset";
            case SocketException broken ->
                    "Broken pipe".equals(broken.getMessage()) ? "BrokenPipe" : "Reset";
            case IllegalStateException _,IllegalArgumentException _ -> "Misuse";
            default -> "unexpected " + e;
        };
    }
}
