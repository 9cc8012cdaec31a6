package io.asyncio4j.benchmarks.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** Netty's native epoll, one thread, handlers without anything around them. */
@SuppressWarnings("FutureReturnValueIgnored") // what becomes of a write is seen at its connection
final class NettyServers {

    private static final int LONGEST_LINE = 64 * 1024;

    private NettyServers() {}

    static void serve(String mode, Path keys) throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Channel channel = mode.equals("udp")
                ? new Bootstrap().group(group).channel(EpollDatagramChannel.class)
                        .handler(new EchoDatagrams())
                        .bind(address).sync().channel()
                : new ServerBootstrap().group(group).channel(EpollServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, 2000)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(initializer(mode, mode.equals("tls") ? tls(keys) : null))
                        .bind(address).sync().channel();
        System.out.println(((InetSocketAddress) channel.localAddress()).getPort());
        channel.closeFuture().sync();
    }

    private static SslContext tls(Path keys) throws Exception {
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(NetServer.store(keys), NetServer.PASSWORD);
        return SslContextBuilder.forServer(factory).build();
    }

    private static ChannelHandler initializer(String mode, @Nullable SslContext tls) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                if (tls != null) {
                    channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                }
                switch (mode) {
                    case "two" -> channel.pipeline().addLast(new FixedLengthFrameDecoder(NetServer.QUESTION),
                            new TwoWrites());
                    case "lines" -> channel.pipeline()
                            .addLast(new LineBasedFrameDecoder(LONGEST_LINE, false, true), new Echo());
                    case "bulk" -> channel.pipeline().addLast(new Bulk());
                    default -> channel.pipeline().addLast(new Echo());
                }
            }
        };
    }

    private static class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private static final class TwoWrites extends Echo {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf question = (ByteBuf) message;
            context.write(question.readRetainedSlice(NetServer.HEAD));
            context.write(question);
        }
    }

    private static final class Bulk extends Echo {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            fill(context);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            fill(context);
        }

        private static void fill(ChannelHandlerContext context) {
            while (context.channel().isWritable()) {
                context.writeAndFlush(context.alloc().directBuffer(NetServer.BLOCK)
                        .writeZero(NetServer.BLOCK));
            }
        }
    }

    private static final class EchoDatagrams extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            context.write(new DatagramPacket(packet.content(), packet.sender()));
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
