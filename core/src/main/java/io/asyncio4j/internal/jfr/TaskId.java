package io.asyncio4j.internal.jfr;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.MetadataDefinition;
import jdk.jfr.Name;
import jdk.jfr.Relational;

/** Marks a field as the id of a task, so that tools find all events of that task. */
@MetadataDefinition
@Relational
@Name("io.asyncio4j.TaskId")
@Label("Task Id")
@Description("Number of the task, in the order in which the tasks of its loop were made; 0 if there is none")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface TaskId {}
