package com.example.spring;

import io.asyncio4j.LoopThread;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** One loop beside the servlet container's threads, for as long as the application lives. */
@SpringBootApplication
public class Application {
    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @Bean(destroyMethod = "close")
    LoopThread loopThread() {
        return LoopThread.start("service");
    }
}
