package io.asyncio4j.offload.internal.serial;

import java.io.NotSerializableException;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import org.jspecify.annotations.Nullable;

/** Says in sentences what cannot be sent: which object, where it is held, and what to do about it. */
final class Unsendable {

    private Unsendable() {}

    /** {@return the message for a class that is not trusted}, found before anything is sent. */
    static String notTrusted(String what, Class<?> type) {
        return "cannot send " + what + " to another process: " + refused(type);
    }

    static String refused(Class<?> type) {
        return type.getName()
                + " is neither one of the program's own classes nor a value of the JDK; if it may be made"
                + " of bytes that come from another process, say so with trust(\"" + type.getName() + "\") or"
                + " trust(\"" + type.getPackageName() + ".**\")";
    }

    /** {@return the message for {@code root}, whose serialisation has ended with {@code error}} */
    static String explain(@Nullable Object root, String what, NotSerializableException error) {
        if (root != null && !(root instanceof Serializable)) {
            return "cannot send " + what + " to another process: " + nameOf(root.getClass())
                    + " is not Serializable. " + wayOut(root.getClass());
        }
        ObjectWalk.Found found = root == null ? null : ObjectWalk.find(root);
        if (found == null) {
            return "cannot send " + what + " to another process: it holds a " + error.getMessage()
                    + ", which is not Serializable. Send what the call needs of it instead, or make it within the call.";
        }
        String type = nameOf(found.object().getClass());
        if (found.isThis()) {
            return "cannot send " + what + " to another process: " + found.path() + " captures 'this', a "
                    + type
                    + ", which is not Serializable, because it uses a field or a method of it. Copy the fields that it"
                    + " needs into local variables first, and make the methods that it calls static.";
        }
        return "cannot send " + what + " to another process: " + found.path() + " is a " + type
                + ", which is not Serializable. " + (found.inField()
                        ? "Make the field transient, let the class implement java.io.Serializable, or send"
                                + " what the call needs of it instead."
                        : "Send what the call needs of it instead (a string, a number, a record that implements"
                                + " java.io.Serializable), or make it within the call.");
    }

    private static String wayOut(Class<?> type) {
        return type.isHidden() || type.isSynthetic() || type.isAnonymousClass()
                ? "Declare it as a RemoteCallable: RemoteCallable.of(() -> ...)."
                : "Let the class implement io.asyncio4j.offload.RemoteCallable or java.io.Serializable.";
    }

    private static String nameOf(Class<?> type) {
        if (type.isHidden()) {
            return "lambda or method reference of " + type.getNestHost().getName();
        }
        return type.getTypeName();
    }

    /** {@return what {@code call} is, for people} */
    static String describe(Object call) {
        Object inner = call;
        while (inner instanceof Originated own) {
            inner = own.carried();
        }
        SerializedLambda lambda = ObjectWalk.lambdaOf(inner);
        return lambda != null ? new CapturedNames(lambda, inner.getClass().getClassLoader()).place()
                : nameOf(inner.getClass());
    }
}
