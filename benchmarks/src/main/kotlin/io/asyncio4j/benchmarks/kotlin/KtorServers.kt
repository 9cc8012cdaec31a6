@file:JvmName("KtorServers")

package io.asyncio4j.benchmarks.kotlin

import io.ktor.network.selector.SelectorManager
import io.ktor.network.sockets.BoundDatagramSocket
import io.ktor.network.sockets.Datagram
import io.ktor.network.sockets.InetSocketAddress
import io.ktor.network.sockets.ServerSocket
import io.ktor.network.sockets.Socket
import io.ktor.network.sockets.aSocket
import io.ktor.network.sockets.openReadChannel
import io.ktor.network.sockets.openWriteChannel
import io.ktor.network.sockets.port
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.ByteWriteChannel
import io.ktor.utils.io.readAvailable
import io.ktor.utils.io.readFully
import io.ktor.utils.io.readUTF8Line
import io.ktor.utils.io.writeFully
import io.ktor.utils.io.writeStringUtf8
import java.io.IOException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

private const val BLOCK = 64 * 1024
private const val QUESTION = 1024
private const val HEAD = 24
private const val BACKLOG = 2000

/** ktor's sockets in one `runBlocking`, its selector on the dispatcher for what blocks: as its guide has it. */
fun serve(mode: String): Unit = runBlocking {
    val selector = SelectorManager(Dispatchers.IO)
    if (mode == "udp") {
        val socket = aSocket(selector).udp().bind(InetSocketAddress("127.0.0.1", 0))
        println(socket.localAddress.port())
        echoDatagrams(socket)
    } else {
        val server = aSocket(selector).tcp().bind("127.0.0.1", 0) { backlogSize = BACKLOG }
        println(server.localAddress.port())
        accept(server, mode)
    }
}

private suspend fun accept(server: ServerSocket, mode: String): Unit = kotlinx.coroutines.supervisorScope {
    while (true) {
        val socket = server.accept()
        launch {
            try {
                handle(socket, mode)
            } catch (_: IOException) {
                // the client is gone
            } finally {
                socket.close()
            }
        }
    }
}

private suspend fun handle(socket: Socket, mode: String) {
    val input = socket.openReadChannel()
    val output = socket.openWriteChannel(autoFlush = false)
    when (mode) {
        "two" -> twoWrites(input, output)
        "lines" -> lines(input, output)
        "bulk" -> bulk(output)
        else -> echo(input, output)
    }
}

private suspend fun echo(input: ByteReadChannel, output: ByteWriteChannel) {
    val buffer = ByteArray(BLOCK)
    while (true) {
        val count = input.readAvailable(buffer)
        if (count < 0) {
            return
        }
        output.writeFully(buffer, 0, count)
        output.flush()
    }
}

private suspend fun twoWrites(input: ByteReadChannel, output: ByteWriteChannel) {
    val question = ByteArray(QUESTION)
    while (true) {
        input.readFully(question)
        output.writeFully(question, 0, HEAD)
        output.writeFully(question, HEAD, QUESTION)
        output.flush()
    }
}

private suspend fun lines(input: ByteReadChannel, output: ByteWriteChannel) {
    while (true) {
        val line = input.readUTF8Line() ?: return
        output.writeStringUtf8(line + "\n")
        output.flush()
    }
}

private suspend fun bulk(output: ByteWriteChannel) {
    val block = ByteArray(BLOCK)
    while (true) {
        output.writeFully(block)
        output.flush()
    }
}

private suspend fun echoDatagrams(socket: BoundDatagramSocket) {
    while (true) {
        val datagram = socket.receive()
        socket.send(Datagram(datagram.packet, datagram.address))
    }
}
