// The same program as in ../consumer, built by Gradle: "gradle check run".

plugins {
    application
}

repositories {
    mavenLocal() // until there is a release: put there by "./mvnw install" at the root of the repository
    mavenCentral()
}

dependencies {
    implementation(platform("io.asyncio4j:asyncio4j-bom:0.1.0-SNAPSHOT"))
    implementation("io.asyncio4j:asyncio4j-core")
    runtimeOnly("org.slf4j:slf4j-jdk-platform-logging:2.0.17")
    runtimeOnly("ch.qos.logback:logback-classic:1.5.21")
    testImplementation("io.asyncio4j:asyncio4j-testkit")
    testImplementation(platform("org.junit:junit-bom:6.1.3"))
    testImplementation("org.junit.jupiter:junit-jupiter")
    testRuntimeOnly("org.junit.platform:junit-platform-launcher")
}

java {
    toolchain {
        languageVersion = JavaLanguageVersion.of(25)
    }
}

sourceSets {
    main {
        java.srcDir("../consumer/src/main/java")
        resources.srcDir("../consumer/src/main/resources")
    }
    test {
        java.srcDir("../consumer/src/test/java")
    }
}

// The loop's own thread carries its tasks: a switch takes a fifth of the time. Without it all works the same.
val flag = "--add-opens=java.base/java.lang=ALL-UNNAMED"

application {
    mainClass = "com.example.consumer.Main"
    applicationDefaultJvmArgs = listOf(flag) // for "gradle run" and for the start scripts
}

tasks.test {
    useJUnitPlatform()
    jvmArgs(flag)
}

tasks.jar {
    manifest {
        attributes("Main-Class" to application.mainClass, "Add-Opens" to "java.base/java.lang")
    }
}
