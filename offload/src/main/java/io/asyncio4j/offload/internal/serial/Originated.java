package io.asyncio4j.offload.internal.serial;

/** A call of this library's own that carries one of the program's: whose classes are "own" is for that one to say. */
public interface Originated {

    /** {@return the program's object that it carries} */
    Object carried();
}
