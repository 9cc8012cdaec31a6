/**
 * A function over many elements: {@link io.asyncio4j.offload.internal.map.Mapping} keeps some of them under way, in
 * {@link io.asyncio4j.offload.internal.map.Chunk chunks}. References are not null unless marked.
 */
@NullMarked
package io.asyncio4j.offload.internal.map;

import org.jspecify.annotations.NullMarked;
