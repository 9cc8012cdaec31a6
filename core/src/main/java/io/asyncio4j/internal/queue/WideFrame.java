package io.asyncio4j.internal.queue;

/** A frame that takes up as much stack as a hundred small ones, and as much time as one. */
/*
 * It has room for a call with 250 arguments, and for as many variables, which is what an interpreter gives room to. The call is
 * hardly ever made; but a compiler leaves out the room for one that it has never seen, so it is made now and then, until what
 * is going to be compiled will be.
 */
public final class WideFrame {

    private static final int CALLS_WATCHED = 1 << 16;
    private static final int CALLS_PER_USE = 64;

    // Any thread's. It need not be exact, and stands still before it could cost the threads anything that they share it.
    private static int calls;

    private WideFrame() {}

    /** Overflows if there is no room for {@code frames} of them, of 2 KB each. */
    public static void take(int frames) {
        if (frames > 1) {
            take(frames - 1);
        }
        int call = calls;
        if (call < CALLS_WATCHED) {
            calls = call + 1;
            if (call % CALLS_PER_USE == 0) {
                Object o = WideFrame.class;
                Object o0 = o, o1 = o, o2 = o, o3 = o, o4 = o, o5 = o, o6 = o, o7 = o, o8 = o, o9 = o,
                        o10 = o, o11 = o, o12 = o, o13 = o, o14 = o, o15 = o, o16 = o, o17 = o, o18 = o,
                        o19 = o, o20 = o, o21 = o, o22 = o, o23 = o, o24 = o, o25 = o, o26 = o, o27 = o,
                        o28 = o, o29 = o, o30 = o, o31 = o, o32 = o, o33 = o, o34 = o, o35 = o, o36 = o,
                        o37 = o, o38 = o, o39 = o, o40 = o, o41 = o, o42 = o, o43 = o, o44 = o, o45 = o,
                        o46 = o, o47 = o, o48 = o, o49 = o, o50 = o, o51 = o, o52 = o, o53 = o, o54 = o,
                        o55 = o, o56 = o, o57 = o, o58 = o, o59 = o, o60 = o, o61 = o, o62 = o, o63 = o,
                        o64 = o, o65 = o, o66 = o, o67 = o, o68 = o, o69 = o, o70 = o, o71 = o, o72 = o,
                        o73 = o, o74 = o, o75 = o, o76 = o, o77 = o, o78 = o, o79 = o, o80 = o, o81 = o,
                        o82 = o, o83 = o, o84 = o, o85 = o, o86 = o, o87 = o, o88 = o, o89 = o, o90 = o,
                        o91 = o, o92 = o, o93 = o, o94 = o, o95 = o, o96 = o, o97 = o, o98 = o, o99 = o,
                        o100 = o, o101 = o, o102 = o, o103 = o, o104 = o, o105 = o, o106 = o, o107 = o,
                        o108 = o, o109 = o, o110 = o, o111 = o, o112 = o, o113 = o, o114 = o, o115 = o,
                        o116 = o, o117 = o, o118 = o, o119 = o, o120 = o, o121 = o, o122 = o, o123 = o,
                        o124 = o, o125 = o, o126 = o, o127 = o, o128 = o, o129 = o, o130 = o, o131 = o,
                        o132 = o, o133 = o, o134 = o, o135 = o, o136 = o, o137 = o, o138 = o, o139 = o,
                        o140 = o, o141 = o, o142 = o, o143 = o, o144 = o, o145 = o, o146 = o, o147 = o,
                        o148 = o, o149 = o, o150 = o, o151 = o, o152 = o, o153 = o, o154 = o, o155 = o,
                        o156 = o, o157 = o, o158 = o, o159 = o, o160 = o, o161 = o, o162 = o, o163 = o,
                        o164 = o, o165 = o, o166 = o, o167 = o, o168 = o, o169 = o, o170 = o, o171 = o,
                        o172 = o, o173 = o, o174 = o, o175 = o, o176 = o, o177 = o, o178 = o, o179 = o,
                        o180 = o, o181 = o, o182 = o, o183 = o, o184 = o, o185 = o, o186 = o, o187 = o,
                        o188 = o, o189 = o, o190 = o, o191 = o, o192 = o, o193 = o, o194 = o, o195 = o,
                        o196 = o, o197 = o, o198 = o, o199 = o, o200 = o, o201 = o, o202 = o, o203 = o,
                        o204 = o, o205 = o, o206 = o, o207 = o, o208 = o, o209 = o, o210 = o, o211 = o,
                        o212 = o, o213 = o, o214 = o, o215 = o, o216 = o, o217 = o, o218 = o, o219 = o,
                        o220 = o, o221 = o, o222 = o, o223 = o, o224 = o, o225 = o, o226 = o, o227 = o,
                        o228 = o, o229 = o, o230 = o, o231 = o, o232 = o, o233 = o, o234 = o, o235 = o,
                        o236 = o, o237 = o, o238 = o, o239 = o, o240 = o, o241 = o, o242 = o, o243 = o,
                        o244 = o, o245 = o, o246 = o, o247 = o, o248 = o, o249 = o;
                calls += use(o0, o1, o2, o3, o4, o5, o6, o7, o8, o9, o10, o11, o12, o13, o14, o15, o16,
                        o17, o18, o19, o20, o21, o22, o23, o24, o25, o26, o27, o28, o29, o30, o31, o32,
                        o33, o34, o35, o36, o37, o38, o39, o40, o41, o42, o43, o44, o45, o46, o47, o48,
                        o49, o50, o51, o52, o53, o54, o55, o56, o57, o58, o59, o60, o61, o62, o63, o64,
                        o65, o66, o67, o68, o69, o70, o71, o72, o73, o74, o75, o76, o77, o78, o79, o80,
                        o81, o82, o83, o84, o85, o86, o87, o88, o89, o90, o91, o92, o93, o94, o95, o96,
                        o97, o98, o99, o100, o101, o102, o103, o104, o105, o106, o107, o108, o109, o110,
                        o111, o112, o113, o114, o115, o116, o117, o118, o119, o120, o121, o122, o123,
                        o124, o125, o126, o127, o128, o129, o130, o131, o132, o133, o134, o135, o136,
                        o137, o138, o139, o140, o141, o142, o143, o144, o145, o146, o147, o148, o149,
                        o150, o151, o152, o153, o154, o155, o156, o157, o158, o159, o160, o161, o162,
                        o163, o164, o165, o166, o167, o168, o169, o170, o171, o172, o173, o174, o175,
                        o176, o177, o178, o179, o180, o181, o182, o183, o184, o185, o186, o187, o188,
                        o189, o190, o191, o192, o193, o194, o195, o196, o197, o198, o199, o200, o201,
                        o202, o203, o204, o205, o206, o207, o208, o209, o210, o211, o212, o213, o214,
                        o215, o216, o217, o218, o219, o220, o221, o222, o223, o224, o225, o226, o227,
                        o228, o229, o230, o231, o232, o233, o234, o235, o236, o237, o238, o239, o240,
                        o241, o242, o243, o244, o245, o246, o247, o248, o249);
            }
        }
    }

    // too large to be put in the caller's place, where it would need no room
    @SuppressWarnings("unused")
    private static int use(
            Object p0, Object p1, Object p2, Object p3, Object p4, Object p5, Object p6, Object p7, Object p8,
            Object p9, Object p10, Object p11, Object p12, Object p13, Object p14, Object p15, Object p16,
            Object p17, Object p18, Object p19, Object p20, Object p21, Object p22, Object p23, Object p24,
            Object p25, Object p26, Object p27, Object p28, Object p29, Object p30, Object p31, Object p32,
            Object p33, Object p34, Object p35, Object p36, Object p37, Object p38, Object p39, Object p40,
            Object p41, Object p42, Object p43, Object p44, Object p45, Object p46, Object p47, Object p48,
            Object p49, Object p50, Object p51, Object p52, Object p53, Object p54, Object p55, Object p56,
            Object p57, Object p58, Object p59, Object p60, Object p61, Object p62, Object p63, Object p64,
            Object p65, Object p66, Object p67, Object p68, Object p69, Object p70, Object p71, Object p72,
            Object p73, Object p74, Object p75, Object p76, Object p77, Object p78, Object p79, Object p80,
            Object p81, Object p82, Object p83, Object p84, Object p85, Object p86, Object p87, Object p88,
            Object p89, Object p90, Object p91, Object p92, Object p93, Object p94, Object p95, Object p96,
            Object p97, Object p98, Object p99, Object p100, Object p101, Object p102, Object p103,
            Object p104, Object p105, Object p106, Object p107, Object p108, Object p109, Object p110,
            Object p111, Object p112, Object p113, Object p114, Object p115, Object p116, Object p117,
            Object p118, Object p119, Object p120, Object p121, Object p122, Object p123, Object p124,
            Object p125, Object p126, Object p127, Object p128, Object p129, Object p130, Object p131,
            Object p132, Object p133, Object p134, Object p135, Object p136, Object p137, Object p138,
            Object p139, Object p140, Object p141, Object p142, Object p143, Object p144, Object p145,
            Object p146, Object p147, Object p148, Object p149, Object p150, Object p151, Object p152,
            Object p153, Object p154, Object p155, Object p156, Object p157, Object p158, Object p159,
            Object p160, Object p161, Object p162, Object p163, Object p164, Object p165, Object p166,
            Object p167, Object p168, Object p169, Object p170, Object p171, Object p172, Object p173,
            Object p174, Object p175, Object p176, Object p177, Object p178, Object p179, Object p180,
            Object p181, Object p182, Object p183, Object p184, Object p185, Object p186, Object p187,
            Object p188, Object p189, Object p190, Object p191, Object p192, Object p193, Object p194,
            Object p195, Object p196, Object p197, Object p198, Object p199, Object p200, Object p201,
            Object p202, Object p203, Object p204, Object p205, Object p206, Object p207, Object p208,
            Object p209, Object p210, Object p211, Object p212, Object p213, Object p214, Object p215,
            Object p216, Object p217, Object p218, Object p219, Object p220, Object p221, Object p222,
            Object p223, Object p224, Object p225, Object p226, Object p227, Object p228, Object p229,
            Object p230, Object p231, Object p232, Object p233, Object p234, Object p235, Object p236,
            Object p237, Object p238, Object p239, Object p240, Object p241, Object p242, Object p243,
            Object p244, Object p245, Object p246, Object p247, Object p248, Object p249) {
        return p0 == p249 && p1 == p248 && p2 == p247 && p3 == p246 && p4 == p245 && p5 == p244 ? 0 : 1;
    }
}
