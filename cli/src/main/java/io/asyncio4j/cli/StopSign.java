package io.asyncio4j.cli;

import io.asyncio4j.CancelledError;
import io.asyncio4j.EventLoop;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends loops that do not await, such as {@code while (true) {}}: cancelling a task cannot reach them, and they
 * hold the event loop. Snippets look at the sign each time they go round.
 */
public final class StopSign {
    private static final ClassDesc HERE = ClassDesc.of("io.asyncio4j.cli.StopSign");

    private static volatile @Nullable EventLoop raised;

    private StopSign() {}

    /** Stops whatever runs on {@code loop} when it goes round. */
    static void raise(EventLoop loop) {
        raised = loop;
    }

    static void lower() {
        raised = null;
    }

    /** Called by snippets, wherever they jump back. */
    public static void look() {
        EventLoop loop = raised;
        if (loop != null && runs(loop)) {
            lower();
            throw new CancelledError("stopped");
        }
    }

    private static boolean runs(EventLoop loop) {
        try {
            return EventLoop.running() == loop;
        } catch (IllegalStateException e) { // on another thread, within toThread for example
            return false;
        }
    }

    /** {@return the class with a look at the sign before each jump back} */
    static byte[] weaveInto(byte[] bytes) {
        var format = ClassFile.of();
        try {
            return format.transformClass(
                    format.parse(bytes),
                    ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Weaver::new)));
        } catch (IllegalArgumentException e) { // frames that need classes which cannot be found from here
            return bytes;
        }
    }

    private static final class Weaver implements CodeTransform {
        private final Set<Label> passed = new HashSet<>();

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            if (element instanceof LabelTarget target) {
                passed.add(target.label());
            } else if (element instanceof BranchInstruction jump && passed.contains(jump.target())) {
                code.invokestatic(HERE, "look", ConstantDescs.MTD_void);
            }
            code.with(element);
        }
    }
}
