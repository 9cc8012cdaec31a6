/**
 * {@code asyncio4j port}: a Java draft of a Python program.
 *
 * <pre>
 * PortCommand ── PythonSyntax     the program's syntax tree, by Python's own ast
 *      │
 *   Program ──── Statements ──── Expressions ──── Calls, Awaits      trees to text
 *      │              └── Scope, Types, Naming               what is known of names and types
 *   Draft ────── DraftCompiler                               what does not compile becomes a comment
 * </pre>
 *
 * <p>The translators are bold: they write what is likely right. The compiler decides, statement by statement: what it
 * refuses stands in the draft as a comment with the original lines. So every draft compiles.
 */
@NullMarked
package io.asyncio4j.cli.port;

import org.jspecify.annotations.NullMarked;
