/**
 * Scenarios that run on CPython's asyncio and on asyncio4j, on virtual time, and whose traces must be equal line by
 * line.
 *
 * <p>Where to look for what:
 *
 * <ul>
 *   <li>the language: {@link io.asyncio4j.conformance.Language} has all its statements, {@code Form}, {@code Part} and
 *       {@code Kind} describe them; {@code ScenarioParser}, {@code ScenarioChecker}, {@code ScenarioWriter},
 *       {@code Manual}
 *   <li>running a scenario here: {@code Execution}, {@code Interpreter}, the {@code ...Statements}; {@code Loops} and
 *       {@code MillisecondClock} for loops, their time and the threads beside them
 *   <li>running it there: {@code PythonSide} is a Python that runs, {@code Pythons} finds one, {@code WasmPython} fetches
 *       one; the other half is {@code interpreter.py} among the resources
 *   <li>the project's scenarios: {@code Library}; {@code Recordings} and {@code GoldenTraces} for what was recorded;
 *       {@code Check} and {@code Comparison}
 *   <li>random scenarios: {@code Fuzz}, {@code ScenarioGenerator} with {@code ProgramGenerator}, {@code MainGenerator} and
 *       {@code BlockGenerator}; {@code Shrinker}
 *   <li>the command line: {@code ConformanceCommand}
 * </ul>
 */
@NullMarked
package io.asyncio4j.conformance;

import org.jspecify.annotations.NullMarked;
